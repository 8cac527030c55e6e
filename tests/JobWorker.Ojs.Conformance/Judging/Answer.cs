using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Conformance.Judging;

/// <summary>What the server answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">By name, as they came; several of one name with a comma between.</param>
/// <param name="Raw">The body as text.</param>
/// <param name="Body">The body where it is a JSON object, else none.</param>
/// <param name="Took">From sending to the answer's head.</param>
internal sealed record Answer(
    int Status, IReadOnlyDictionary<string, string> Headers, string Raw, JsonObject? Body, TimeSpan Took);
