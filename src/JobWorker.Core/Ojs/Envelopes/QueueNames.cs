namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>What queues may be called. OJS core, section 5.1.</summary>
public static class QueueNames
{
    /// <summary>Where batches over several queues, and workflows, are noted until every queue has its part.</summary>
    public const string Notes = "_batches";

    /// <summary>Where events wait for their subscribers.</summary>
    public const string Webhooks = "_webhooks";

    /// <summary>What a name must be, to be read after the field's name.</summary>
    public static string Rule => NameRules.Queue.Text;

    /// <summary>Whether a queue may be called so.</summary>
    public static bool IsValid(string name) => NameRules.Queue.Holds(name);

    /// <summary>Whether it is a queue of the service itself: no client can name one.</summary>
    public static bool IsInternal(string name) => name.StartsWith('_');
}
