using System.Collections.Immutable;

namespace JobWorker.Core.Ojs.Reading;

/// <summary>Gathers what is wrong with one request; bounded, because it ends up in an answer.</summary>
internal sealed class Problems
{
    private const int Most = 20;

    private readonly ImmutableArray<Problem>.Builder found = ImmutableArray.CreateBuilder<Problem>();

    /// <summary>Whether there are any.</summary>
    public bool Any => found.Count > 0;

    /// <summary>Notes one; those after the twentieth are left out.</summary>
    public void Add(ProblemKind kind, string field, string rule, string hint)
    {
        if (found.Count < Most)
        {
            found.Add(new Problem(kind, field, field.Length == 0 ? $"the body {rule}" : $"{field} {rule}", hint));
        }
    }

    /// <summary>The value, unless there are problems.</summary>
    public Parsed<T> Or<T>(T? value)
        where T : class =>
        Any || value is null ? new Parsed<T>(null, found.ToImmutable()) : new Parsed<T>(value, []);
}
