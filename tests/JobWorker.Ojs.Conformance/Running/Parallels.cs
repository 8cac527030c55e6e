using JobWorker.Ojs.Conformance.Reading;

namespace JobWorker.Ojs.Conformance.Running;

/// <summary>Which steps are sent together: neighbours that <c>parallel_with</c> ties to each other.</summary>
internal static class Parallels
{
    /// <summary>The steps in order, in groups of one or more.</summary>
    public static IEnumerable<IReadOnlyList<Step>> Of(IReadOnlyList<Step> steps)
    {
        var partners = steps.Select(s => s.ParallelWith).ToHashSet();
        List<Step> group = [];
        foreach (var step in steps)
        {
            var joins = group is [var first, ..]
                && step.ParallelWith is not null && (first.ParallelWith is not null || partners.Contains(first.Id));
            if (!joins && group.Count > 0)
            {
                yield return group;
                group = [];
            }

            group.Add(step);
        }

        if (group.Count > 0)
        {
            yield return group;
        }
    }
}
