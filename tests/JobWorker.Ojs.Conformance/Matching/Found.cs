using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Conformance.Matching;

/// <summary>Where a path leads.</summary>
/// <param name="Value">The value; null for JSON's null and for a member that is missing.</param>
/// <param name="Lost">Why the path leads nowhere: through another kind of value, or past an array's end. None where it does.</param>
internal readonly record struct Found(JsonNode? Value, string? Lost = null);
