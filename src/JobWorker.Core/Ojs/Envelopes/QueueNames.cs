namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>What queues may be called. OJS core, section 5.1.</summary>
public static class QueueNames
{
    /// <summary>What a name must be, to be read after the field's name.</summary>
    public static string Rule => NameRules.Queue.Text;

    /// <summary>Whether a queue may be called so.</summary>
    public static bool IsValid(string name) => NameRules.Queue.Holds(name);
}
