namespace k8s;

/// <summary>What happened to the object of a watch event.</summary>
public enum WatchEventType
{
    /// <summary>It is new, or it was there when the watch began.</summary>
    Added,

    /// <summary>It changed.</summary>
    Modified,

    /// <summary>It is gone; the object is its last state.</summary>
    Deleted,

    /// <summary>The server gives up on the watch, for instance because the version is too old.</summary>
    Error,

    /// <summary>Nothing happened up to the resourceVersion of the object, which says nothing else.</summary>
    Bookmark,
}
