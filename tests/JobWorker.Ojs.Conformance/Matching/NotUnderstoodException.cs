namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>A case uses something this runner does not know: it has failed, for nobody can say that it passed.</summary>
internal sealed class NotUnderstoodException(string complaint) : Exception(complaint)
{
    /// <exception cref="NotUnderstoodException"><paramref name="condition"/> does not hold.</exception>
    public static void Unless(bool condition, string complaint)
    {
        if (!condition)
        {
            throw new NotUnderstoodException(complaint);
        }
    }
}
