// Levels have servers of their own and mostly wait, so they run side by side, whatever the number of processors.
[assembly: CollectionBehavior(MaxParallelThreads = -1)]
