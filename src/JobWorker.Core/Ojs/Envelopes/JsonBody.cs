using System.Text.Json;
using System.Text.Unicode;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>Reads a request's body, which must be one JSON object; nothing of the document outlives the reading.</summary>
internal static class JsonBody
{
    /// <summary>Reads one.</summary>
    /// <param name="body">As it came.</param>
    /// <param name="depth">Levels at most.</param>
    /// <param name="read">Reads the members.</param>
    /// <param name="anyText">
    /// Takes half a surrogate pair too: what a worker tells of a job counts, whatever became of its text on the way.
    /// </param>
    public static Parsed<T> Read<T>(ReadOnlyMemory<byte> body, int depth, Func<Members, T?> read, bool anyText = false)
        where T : class
    {
        var problems = new Problems();
        body = JsonInput.WithoutMark(body);

        // The parser leaves texts unchecked until someone asks for them; what is kept as it came would be told as it came.
        if (!Utf8.IsValid(body.Span))
        {
            problems.Add(ProblemKind.InvalidPayload, "", "must be UTF-8", "Send JSON in UTF-8.");

            return problems.Or<T>(null);
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = depth });
            if (!anyText)
            {
                HalfCharacters.Check(body.Span, "", problems);
            }

            return problems.Any ? problems.Or<T>(null) : Read(document.RootElement, "", problems, read);
        }
        catch (JsonException e)
        {
            var (rule, hint) = JsonInput.Fault(body.Span, depth, e);
            problems.Add(ProblemKind.InvalidPayload, "", rule, hint);

            return problems.Or<T>(null);
        }
    }

    public static Parsed<T> Read<T>(JsonElement json, string path, Problems problems, Func<Members, T?> read)
        where T : class
    {
        var part = new Part(json, path, problems, ProblemKind.InvalidPayload);
        if (part.IsAbsent)
        {
            part.Complain("must be a JSON object", "Send {...}.");
        }

        var members = part.Object();

        return problems.Or(members is null ? null : read(new Members(members.Whole with { Kind = ProblemKind.InvalidRequest })));
    }
}
