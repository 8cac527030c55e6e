using System.Text.Json;
using JobWorker.DevSidecar.Actors.Placement.Protocol;

namespace JobWorker.DevSidecar.Actors.Placement.Documents;

/// <summary>The placement document as JSON.</summary>
internal static class DocumentText
{
    public static byte[] Write(PlacementDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, JsonSerializerOptions.Web);

    /// <exception cref="PlacementUnavailableException">It is not one.</exception>
    public static PlacementDocument Read(ReadOnlySpan<byte> json, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<PlacementDocument>(json, JsonSerializerOptions.Web)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new PlacementUnavailableException(
                $"{place} is no placement document ({e.Message}); stop the sidecars of the app and delete it", e);
        }
    }
}
