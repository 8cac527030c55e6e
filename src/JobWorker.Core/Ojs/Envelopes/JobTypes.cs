namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>What types of jobs may be called. OJS core, section 5.1.</summary>
public static class JobTypes
{
    /// <summary>What a name must be, to be read after the field's name.</summary>
    public static string Rule => NameRules.JobType.Text;

    /// <summary>Whether a type may be called so.</summary>
    public static bool IsValid(string name) => NameRules.JobType.Holds(name);
}
