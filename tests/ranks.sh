# What scripts share that start suanli-mpi; they read it in:  . tests/ranks.sh
# Needs $suanli; sets $suanli_mpi, or leaves it empty where it was not built or nothing can start it.
suanli_mpi=$(dirname "$suanli")/suanli-mpi
[ -x "$suanli_mpi" ] && command -v mpirun >/dev/null || suanli_mpi=
# More ranks than processors, as root, on any machine; what Open MPI itself never frees is not ours to tell.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 \
    OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl_vader_single_copy_mechanism=none
ranks() { ASAN_OPTIONS=detect_leaks=0 mpirun "$@"; }
