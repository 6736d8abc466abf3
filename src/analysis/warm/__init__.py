"""
Kernels that start warm: forked from a process that has the heavy libraries imported already.

The process, the zygote, has one thread and runs nothing; each kernel is a process of its own with an
ordinary ipykernel in it, so papermill, nbclient, nbval and JupyterLab need no change. Where forking is
not possible (Windows, macOS) or on any doubt the ordinary kernel is started instead.

The batch starts a zygote for itself. For other programmes, on Linux::

    JUPYTER_DEFAULT_PROVISIONER_NAME=kernmonitor-warm python -m pytest --nbval notebooks/04_*.ipynb
    JUPYTER_DEFAULT_PROVISIONER_NAME=kernmonitor-warm jupyter lab notebooks
    papermill --engine kernmonitor-warm in.ipynb out.ipynb

The first two start one zygote for every kernel of that programme, and a new one when the code of
`analysis` changed since; papermill does so for its one notebook, and wins nothing by it. Without the
variable a kernelspec of its own does the same: `metadata.kernel_provisioner.provisioner_name` with the
name above.

papermill loads the entry points of all engines whenever it is imported: `engine` and this module import
nothing heavy.
"""

# Of the kernel provisioner and of the papermill engine alike.
NAME = "kernmonitor-warm"
# Where the zygote listens; set by the batch for its workers.
ADDRESS_VARIABLE = "KERNMONITOR_ZYGOTE"
# Read when a library is loaded; the same for warm and cold kernels, so that both compute the same.
# One thread: a process with more cannot be forked, and notebooks already run several at a time.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
