using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Conformance.Reading;

/// <summary>A case: requests in order, and what their answers must be.</summary>
/// <param name="Id">Such as <c>L0-LC-004</c>; the public ones are not unique.</param>
/// <param name="Name">Its id, where the file says none.</param>
/// <param name="Level">0 to 4; <see cref="Extension"/> for extensions.</param>
/// <param name="Category">The kind of case; of extensions the extension, without <c>ext-</c>.</param>
/// <param name="Setup">Comes first; where a step of it fails the rest is not tried.</param>
/// <param name="Steps">Are judged, each by itself.</param>
/// <param name="Teardown">Comes last and is not judged.</param>
internal sealed record Case(
    string Id,
    string Name,
    int Level,
    string Category,
    IReadOnlyList<Step> Setup,
    IReadOnlyList<Step> Steps,
    IReadOnlyList<Step> Teardown)
{
    /// <summary>The level of cases that belong to none.</summary>
    public const int Extension = 99;

    /// <summary>All steps, in order.</summary>
    public IEnumerable<Step> All => [.. Setup, .. Steps, .. Teardown];
}

/// <summary>A request and what must come back, or a pause.</summary>
/// <param name="Id">Unique in its case.</param>
/// <param name="Method">The HTTP method; none for a pause.</param>
/// <param name="Path">With templates.</param>
/// <param name="Headers">By name, in any case of letters.</param>
/// <param name="Body">What is sent, with templates in its strings; none for nothing, see <paramref name="RawBody"/>.</param>
/// <param name="RawBody">What is sent as it stands, JSON or not; none for nothing.</param>
/// <param name="Pause">Before the request.</param>
/// <param name="Within">How long it is sent again for as long as its assertions do not hold.</param>
/// <param name="ParallelWith">The step this one is sent together with.</param>
/// <param name="Assertions">As they stand in the case.</param>
internal sealed record Step(
    string Id,
    string? Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    Sent? Body,
    string? RawBody,
    TimeSpan Pause,
    TimeSpan Within,
    string? ParallelWith,
    JsonObject Assertions);

/// <summary>A body, which may be JSON's null.</summary>
internal sealed record Sent(JsonNode? Json);
