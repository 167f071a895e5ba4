"""Physical constants, CODATA 2018. (The kernels know nobody and hold their own.)"""

FARADAY = 96485.33212  # C/mol
GAS_CONSTANT = 8.31446261815324  # J/(mol K)
LITHIUM_MOLAR_MASS = 6.94e-3  # kg/mol, IUPAC 2021 conventional value
