namespace Dapr.Client;

/// <summary>How a write meets other writers. What is left out is the store's choice.</summary>
public class StateOptions
{
    /// <summary>When the write counts as done.</summary>
    public ConsistencyMode? Consistency { get; set; }

    /// <summary>Who wins when two write the same key.</summary>
    public ConcurrencyMode? Concurrency { get; set; }
}

/// <summary>Who wins when two write the same key.</summary>
public enum ConcurrencyMode
{
    /// <summary>The first; without an ETag the write only creates.</summary>
    FirstWrite,

    /// <summary>The last; ETags are not looked at.</summary>
    LastWrite,
}

/// <summary>When a write counts as done, and how fresh a read is.</summary>
public enum ConsistencyMode
{
    /// <summary>Replicas may lag.</summary>
    Eventual,

    /// <summary>Every replica, or a quorum, agrees.</summary>
    Strong,
}
