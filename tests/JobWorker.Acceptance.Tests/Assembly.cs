// Each class starts a handful of processes and some measure time, so they take turns.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
