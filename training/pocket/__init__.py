"""The pipeline that makes Model Loupe's shipped models; one module a stage, in the order of the README."""
