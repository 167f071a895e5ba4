"""Files of volumes: TIFF, NumPy, HDF5, Zarr, folders of slices; read in blocks, refused with a reason."""
