using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace JobWorker.Core.Ojs.Reading;

/// <summary>What a request says, or everything that is wrong with it.</summary>
/// <param name="Value">What it says; none when there are problems.</param>
/// <param name="Problems">What is wrong, in the order of the fields; the first decides the status. Empty: nothing.</param>
public sealed record Parsed<T>(T? Value, ImmutableArray<Problem> Problems)
    where T : class
{
    /// <summary>Nothing is wrong.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsValid => Value is not null;
}
