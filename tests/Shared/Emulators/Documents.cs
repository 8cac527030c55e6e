using System.Diagnostics;
using System.Text.Json;

namespace JobWorker.Testing.Emulators;

/// <summary>The published documents, judged by validators that know nothing of ours.</summary>
internal static class Documents
{
    /// <summary>Why nothing can be judged, which is what a test says that is skipped; none when it can.</summary>
    public static string? Missing => EmulatorPackages.Missing;

    public static string MessageSchema => PathOf("schemas", "message.schema.json");

    public static string CallbackSchema => PathOf("schemas", "callback.schema.json");

    public static string OpenApi => PathOf("openapi.yaml");

    public static string AsyncApi => PathOf("asyncapi.yaml");

    /// <summary>For each text, in order, what is wrong with it by the schema; none where nothing is.</summary>
    public static Task<IReadOnlyList<string?>> JudgeAsync(string schema, IEnumerable<string> texts) =>
        RunAsync(texts.Select(text => new { schema, text }));

    /// <summary>What is wrong with a document by its specification; none when nothing is.</summary>
    /// <param name="kind"><c>openapi</c> or <c>asyncapi</c>.</param>
    /// <param name="path">The document.</param>
    public static async Task<string?> JudgeAsync(string kind, string path) =>
        (await RunAsync([new Dictionary<string, string> { [kind] = path }])).Single();

    /// <summary>
    /// For each answer, in order, what is wrong with it by <c>openapi.yaml</c>, which is read strictly: what a schema does not name
    /// is wrong. None where nothing is.
    /// </summary>
    public static Task<IReadOnlyList<string?>> JudgeAsync(IEnumerable<Answer> answers) => RunAsync(answers.Select(
        object (a) => new { openapi = OpenApi, operation = a.Operation, status = a.Status, type = a.MediaType, text = a.Text }));

    /// <summary>For each text, in order, what is wrong with it by a schema of <c>openapi.yaml</c>, as strictly.</summary>
    /// <param name="pointer">Such as <c>#/components/schemas/Job</c>.</param>
    /// <param name="texts">JSON.</param>
    public static Task<IReadOnlyList<string?>> JudgePartAsync(string pointer, IEnumerable<string> texts) =>
        RunAsync(texts.Select(object (text) => new { openapi = OpenApi, schema = pointer, text }));

    private static string PathOf(params string[] names) => Path.Combine([Repository.Root, "docs", .. names]);

    private static async Task<IReadOnlyList<string?>> RunAsync(IEnumerable<object> checks)
    {
        using var node = Process.Start(new ProcessStartInfo(EmulatorPackages.Node!, ["verify-documents.js"])
        {
            WorkingDirectory = EmulatorPackages.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(checks));
        node.StandardInput.Close();
        var answer = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();

        return node.ExitCode == 0
            ? JsonSerializer.Deserialize<List<string?>>(answer)!
            : throw new InvalidOperationException($"verify-documents.js failed: {await errors}");
    }

    /// <summary>What a service answered.</summary>
    /// <param name="Operation">Such as <c>GET /api/jobs/{id}</c>, as the document has it.</param>
    /// <param name="Status">The HTTP status.</param>
    /// <param name="MediaType">The <c>Content-Type</c>; none where there is none.</param>
    /// <param name="Text">The body; empty where there is none.</param>
    public sealed record Answer(string Operation, int Status, string? MediaType, string Text);
}
