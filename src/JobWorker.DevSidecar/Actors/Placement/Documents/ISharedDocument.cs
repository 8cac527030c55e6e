using JobWorker.DevSidecar.Actors.Placement.Protocol;

namespace JobWorker.DevSidecar.Actors.Placement.Documents;

/// <summary>Where the placement document is kept: changed by one sidecar at a time.</summary>
internal interface ISharedDocument
{
    /// <summary>Reads the document, and writes what <paramref name="change"/> makes of it.</summary>
    /// <param name="change">Called again where somebody else was faster; the same document means nothing to write.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The document as it is now.</returns>
    /// <exception cref="PlacementUnavailableException">It cannot be reached, or was not to be had in time.</exception>
    Task<PlacementDocument> UpdateAsync(Func<PlacementDocument, PlacementDocument> change, CancellationToken cancel);
}

/// <summary>The placement document cannot be reached. A change under way may or may not have taken effect.</summary>
internal sealed class PlacementUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
