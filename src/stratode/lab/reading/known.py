"""The quantities that records name, with what instruments call them."""

from __future__ import annotations

from dataclasses import dataclass

from stratode.lab.record import (
    AMBIENT,
    CHARGED,
    CHARGED_ENERGY,
    CURRENT,
    CYCLE,
    DISCHARGED,
    DISCHARGED_ENERGY,
    FREQUENCY,
    IMAGINARY,
    REAL,
    STEP,
    SURFACE,
    TIME,
    VOLTAGE,
)

STEP_TIME, UNIX_TIME, STEP_COUNT = "Step Time / s", "Unix Time / s", "Step Count / 1"
MODULUS, PHASE, LOOP = "Impedance Modulus / ohm", "Phase / deg", "Loop / 1"
DATE, STATE = "Date", "State"  # texts
ESSENTIAL = (TIME, VOLTAGE, CURRENT, FREQUENCY, REAL, IMAGINARY, MODULUS, PHASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a format, or what a quantity is usually called.

    Args:
        target: what a record names it.
        words: what it may be called, best first; as :class:`Head` words.
        unit: its unit where the file states none; "" where the unit of the target's name is assumed and told.
        minus: the format holds its negative.
    """

    target: str
    words: tuple[str, ...]
    unit: str = ""
    minus: bool = False

    @property
    def kept_in(self) -> str:
        """The unit that the target's name states; "" of texts."""
        return self.target.rpartition(" / ")[2] if " / " in self.target else ""


def noun(target: str) -> str:
    """What a record's name says without its unit, as files may write it: "test time" of "Test Time / s"."""
    return target.rpartition(" / ")[0].casefold()


def _column(target: str, words: str) -> Column:
    """A quantity by its own noun first, then by further words."""
    return Column(target, tuple(word for word in (noun(target), *words.split(";")) if word))


USUAL = (
    _column(FREQUENCY, "freq;freq.;f;frequenz;频率"),
    _column(REAL, "re(z);zreal;z';zre;z re;z real;re z;rez;real;re;real part;z' (a);zr;r(z);real impedance ohm;阻抗实部;实部"),
    _column(
        IMAGINARY,
        "im(z);zimag;z'';zim;z im;z imag;im z;imz;imag;im part;im;imaginary;imaginary part;z'' (b);zi;阻抗虚部;虚部",
    ),
    _column(MODULUS, "|z|;z;zmod;mod(z);z mod;z mag;zmag;impedance magnitude;magnitude;modulus;impedance;阻抗模;模值"),
    _column(PHASE, "phase(z);zphz;phz;phase angle;theta;z phase;zphase;θ;相位;相位角"),
    _column(TIME, "total time;time;elapsed time;elapsed;run time;testtime;t;time elapsed;zeit;testzeit;测试时间;总时间;累计时间;时间"),
    _column(STEP_TIME, "steptime;relative time;步骤时间;工步时间;相对时间"),
    _column(UNIX_TIME, "epoch time"),
    _column(DATE, "date time;datetime;date;timestamp;absolute time;date time iso string;dpt time;real time;绝对时间;系统时间;日期"),
    _column(
        VOLTAGE,
        "ecell;ewe-ece;ewe;cell voltage;volts;u;v;e;potential;potential applied;we(1).potential;vf;vol;"
        "e vs li;e vs. li;e vs li/li+;e vs. li/li+;ewe vs li;spannung;zellspannung;potenzial;电压;工作电压",
    ),
    _column(CURRENT, "i;amps;cur;we(1).current;im;strom;电流"),
    _column(CYCLE, "cycle number;cycle index;cycle;cycle id;cyc#;cycle no;cycle c;zyklus;循环序号;循环号;循环次数;循环"),
    _column(STEP, "step id;step;step number;step no;ns;工步序号;工步号;步次;工步"),
    _column(STEP_COUNT, "工步计数"),
    _column(CHARGED, "charge capacity;chg. cap.;chg cap;charge cap;q charge;capacity charge;充电容量"),
    _column(DISCHARGED, "discharge capacity;dchg. cap.;dchg cap;discharge cap;q discharge;放电容量"),
    _column(CHARGED_ENERGY, "charge energy;chg. eng.;chg eng;energy charge;充电能量"),
    _column(DISCHARGED_ENERGY, "discharge energy;dchg. eng.;dchg eng;energy discharge;放电能量"),
    _column(AMBIENT, "chamber temperature;temperature 1;temperature;temp;temperatur;温度;环境温度"),
    _column(SURFACE, "surface temperature t1;temperature t1;cell temperature;t1"),
    _column(LOOP, "loop index;loop number;z cycle"),
    _column(STATE, "state;status;step type;step name;steptype;md;工步状态;工步类型;工步名称;状态;step state;模式"),
)
