#!/usr/bin/python3
"""A run's file opens as it is in the tools of others: ncdump, and xarray with each of its two netCDF-4 engines.

Arguments: the program and a scratch folder. Exit status 77: skipped. Each engine gets a process of its own: both bring
an HDF5 library, and a crash of one is a failure of this test, not its end. With a third argument, a result file, that
one is opened and nothing is run.
"""
import os
import re
import subprocess
import sys

SKIP = 77

READER = r"""
import sys
import xarray
with xarray.open_dataset(sys.argv[1], engine=sys.argv[2]) as data:
    data.load()
    faults = []
    for name, variable in data.variables.items():
        # Decoding moves the unit of a date from the attributes to the encoding.
        unit = variable.attrs.get("units", variable.encoding.get("units"))
        for key, value in (("units", unit), ("long_name", variable.attrs.get("long_name"))):
            if not isinstance(value, str) or not value:
                faults.append(f"{name}: {key} is {value!r}")
        if variable.dtype == object and not all(isinstance(text, str) for text in variable.values.flat):
            faults.append(f"{name}: some texts are no texts")
        for scale in variable.dims:
            if scale not in data.coords:
                faults.append(f"{name}: dimension {scale} has no coordinates")
    if data.attrs.get("Conventions") != "CF-1.10":
        faults.append(f"Conventions is {data.attrs.get('Conventions')!r}")
    if "time" in data.variables and data["time"].dtype.kind != "M":
        faults.append("time is no time")
    for fault in faults:
        print(fault, file=sys.stderr)
    if not data.data_vars:
        sys.exit("no variables")
    # What both engines must agree on.
    for name in sorted(data.variables):
        values = data[name]
        print(name, values.dims, values.shape, values.dtype, values.values.ravel()[:3].tolist(),
              values.values.ravel()[-3:].tolist())
    sys.exit(1 if faults else 0)
"""


def fail(text):
    print(text, file=sys.stderr)
    sys.exit(1)


def make_file(program, scratch):
    path = os.path.join(scratch, "x.h5")
    command = [program, "run", "scenarios/tour.cfg", "--replications", "8", "--quiet", "-o", path]
    done = subprocess.run(command, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        fail(f"{' '.join(command)}: exit status {done.returncode}")
    return path


def check_ncdump(path):
    """Every variable has units and long_name, and every dimension a name of its own."""
    done = subprocess.run(["ncdump", "-h", path], stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode != 0:
        fail(f"ncdump -h: exit status {done.returncode}")
    head = done.stdout.split("// global attributes:")[0]
    if "phony_dim" in head:
        fail("ncdump -h: a dimension without a scale")
    variables = re.findall(r"^\t(?:string|double|int) (\w+)\(", head, re.MULTILINE)
    if len(variables) < 2:
        fail("ncdump -h: no variables")
    for name in variables:
        for key in ("units", "long_name"):
            if not re.search(rf'^\t\t(?:string )?{name}:{key} = ".+" ;$', head, re.MULTILINE):
                fail(f"ncdump -h: {name} has no {key}")
    return variables


def check_xarray(path, engine):
    done = subprocess.run([sys.executable, "-c", READER, path, engine], stdout=subprocess.PIPE, encoding="utf-8")
    if done.returncode != 0:
        fail(f"xarray with {engine}: exit status {done.returncode}")
    return done.stdout


def has_readers():
    code = "import xarray, h5netcdf, netCDF4"
    try:
        subprocess.run(["ncdump"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        return False
    return subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL).returncode == 0


def main():
    if not has_readers():
        print("skipped: ncdump, or xarray with h5netcdf and netCDF4, is not here")
        sys.exit(SKIP)
    path = sys.argv[3] if len(sys.argv) > 3 else make_file(sys.argv[1], sys.argv[2])
    variables = check_ncdump(path)
    views = [check_xarray(path, engine) for engine in ("netcdf4", "h5netcdf")]
    if views[0] != views[1]:
        fail(f"the engines differ:\n{views[0]}\n{views[1]}")
    if len(views[0].splitlines()) != len(variables):
        fail("ncdump and xarray differ in the number of variables")
    print(f"{len(variables)} variables")


main()
