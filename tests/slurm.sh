# What scripts share that submit jobs to Slurm; they read it in:  . tests/slurm.sh
# Sets $no_slurm to what is missing; empty: jobs can be submitted.
if ! command -v sbatch >/dev/null || ! command -v sinfo >/dev/null; then
    no_slurm="sbatch and sinfo are not on PATH (Debian: slurm-wlm)"
elif [ "${SUANLI_SLURM:-}" != 1 ]; then
    no_slurm="Slurm is here, but jobs are submitted only with SUANLI_SLURM=1"
elif ! sinfo -h >/dev/null 2>&1; then
    no_slurm="no cluster answers (SLURM_CONF=${SLURM_CONF:-})"
else
    no_slurm=
fi
