namespace JobWorker.Core.Tests;

/// <summary>Theory data out of sequences of pairs.</summary>
internal static class Cases
{
    public static TheoryData<T1, T2> Of<T1, T2>(IEnumerable<(T1 First, T2 Second)> pairs)
    {
        var data = new TheoryData<T1, T2>();
        foreach (var (first, second) in pairs)
        {
            data.Add(first, second);
        }

        return data;
    }
}
