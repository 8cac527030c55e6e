using Xunit.Sdk;

namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>One sentence of the contract, with the number of its section, as a test.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Xunit.Sdk.SkippableFactDiscoverer", "Xunit.SkippableFact")]
public sealed class StatementAttribute : SkippableFactAttribute
{
    private Feature _needs;

    /// <summary>The sentence. The runner takes a constructor's arguments for something else.</summary>
    public string Text
    {
        get => DisplayName;
        set => DisplayName = value;
    }

    /// <summary>What the sidecar must have for it; default nothing special.</summary>
    public Feature Needs
    {
        get => _needs;
        set
        {
            _needs = value;
            Skip = NotYet.Reason(value);
        }
    }
}

/// <summary>A sentence that holds for each of several things, such as state stores.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Xunit.Sdk.SkippableTheoryDiscoverer", "Xunit.SkippableFact")]
public sealed class StatementForEachAttribute : SkippableTheoryAttribute
{
    private Feature _needs;

    /// <inheritdoc cref="StatementAttribute.Text"/>
    public string Text
    {
        get => DisplayName;
        set => DisplayName = value;
    }

    /// <inheritdoc cref="StatementAttribute.Needs"/>
    public Feature Needs
    {
        get => _needs;
        set
        {
            _needs = value;
            Skip = NotYet.Reason(value);
        }
    }
}
