using System.Globalization;
using System.Text;
using JobWorker.DevSidecar.Actors.Placement.Protocol;
using JobWorker.DevSidecar.Contrib.Redis;

namespace JobWorker.DevSidecar.Actors.Placement.Documents;

/// <summary>The placement document in Redis: version, space, text; written only over what was read.</summary>
internal sealed class RedisDocument(RedisClient redis, string key) : ISharedDocument
{
    private const string Field = "document";
    private const int Tries = 50;

    public async Task<PlacementDocument> UpdateAsync(
        Func<PlacementDocument, PlacementDocument> change, CancellationToken cancel)
    {
        try
        {
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                var document = await ReadAsync(cancel);
                var next = change(document);
                if (ReferenceEquals(next, document))
                {
                    return document;
                }

                next = next with { Version = document.Version + 1 };
                if (await redis.SwapAsync(key, Field, Prefix(document), Text(next), cancel))
                {
                    return next;
                }

                await Task.Delay(Random.Shared.Next(attempt + 2), cancel);
            }
        }
        catch (Exception e) when (e is RedisConnectionException or RedisServerException)
        {
            throw new PlacementUnavailableException(e.Message, e);
        }

        throw new PlacementUnavailableException($"{key}: others were faster {Tries} times");
    }

    private async Task<PlacementDocument> ReadAsync(CancellationToken cancel)
    {
        var held = (await redis.SendAsync(["HGET", key, Field], cancel)).Bytes;
        return held.Length == 0
            ? PlacementDocument.Empty
            : DocumentText.Read(held.Span[(held.Span.IndexOf((byte)' ') + 1)..], key);
    }

    /// <summary>What the text in Redis begins with; empty where there is none.</summary>
    private static string Prefix(PlacementDocument document) => document.Version == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{document.Version} ");

    private static byte[] Text(PlacementDocument document) =>
        [.. Encoding.ASCII.GetBytes(Prefix(document)), .. DocumentText.Write(document)];
}
