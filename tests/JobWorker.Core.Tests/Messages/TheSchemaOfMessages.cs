using System.Text.Json;
using JobWorker.Core.Messages;
using JobWorker.Testing;
using Published = JobWorker.Testing.Emulators.Documents;

namespace JobWorker.Core.Tests.Messages;

/// <summary>Whether <c>docs/schemas/message.schema.json</c> says what the reader does.</summary>
public sealed class TheSchemaOfMessages
{
    /// <summary>What only the reader can tell: a comparison of two values, a port, a setting of the installation.</summary>
    private static readonly string[] BeyondASchema =
    [
        """job.activeDeadlineSeconds 86401""",
        """job.resources {"limits":{"cpu":"1"},"requests":{"cpu":"1001m"}}""",
        """job.resources {"limits":{"memory":"1G"},"requests":{"memory":"1Gi"}}""",
        """job.volume [{"mountPath":"/a","pvc":"a"},{"mountPath":"a/","pvc":"b"}]""",
        "webhook.url \"http://256.256.256.256/\"",
        "webhook.url \"http://999999999999/\"",
        "webhook.url \"http://a..b/\"",
        "webhook.url \"http://a.1./\"",
        $"webhook.url \"http://{new string('a', 64)}/\"",
        $"webhook.url \"http://{string.Join('.', Enumerable.Repeat(new string('a', 63), 4))}/\"",
    ];

    [SkippableFact]
    public async Task Takes_what_the_reader_takes()
    {
        Skip.If(Published.Missing is not null, Published.Missing);
        string[] optional = [.. from path in EveryRowOfTheContract.OptionalPaths select Reading.SmallWith(path, "null")];

        await AssertTakenAsync([.. EveryRowOfTheContract.KeptRows.Select(row => Reading.SmallWith(row.Path, row.Json)), .. optional]);
    }

    [SkippableFact]
    public async Task Takes_the_examples()
    {
        Skip.If(Published.Missing is not null, Published.Missing);

        await AssertTakenAsync([Samples.File("Original", "message.json"), Example("example", "message.json"), .. InPages()]);
    }

    [SkippableFact]
    public async Task Refuses_what_the_reader_refuses_where_a_schema_can_tell()
    {
        Skip.If(Published.Missing is not null, Published.Missing);
        var rows = EveryRowOfTheContract.BrokenRows.ToList();
        var messages = rows.Select(row => Reading.SmallWith(row.Path, row.Json)).ToList();
        string[] required = ["id", "service", "job", "job.prefixName", "job.namespace", "job.image"];
        messages.AddRange(required.SelectMany(path => new[] { Reading.SmallWithout(path), Reading.SmallWith(path, "null") }));
        messages.AddRange(((string[])["\"\"", "\"a b\"", "\"ä\"", "5", "{}", "\"a\\n\""]).Select(id => Reading.SmallWith("id", id)));

        var judged = await Published.JudgeAsync(Published.MessageSchema, messages);

        var taken = messages.Select((message, i) => judged[i] is null ? i < rows.Count ? $"{rows[i].Path} {rows[i].Json}" : message : null);
        Assert.Equal(BeyondASchema.Order(), taken.OfType<string>().Select(Plain).Order());
    }

    private static async Task AssertTakenAsync(IReadOnlyList<string> messages)
    {
        Assert.All(messages, message => Assert.IsType<MessageReading.Valid>(Reading.Read(message)));
        var judged = await Published.JudgeAsync(Published.MessageSchema, messages);

        Assert.All(judged.Zip(messages), pair => Assert.True(pair.First is null, $"{pair.First}: {pair.Second}"));
    }

    private static string Plain(string row) => row.Replace(", ", ",", StringComparison.Ordinal);

    /// <summary>Messages that the pages of the documentation show.</summary>
    private static IEnumerable<string> InPages() => Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md")
        .Append(Path.Combine(Repository.Root, "README.md"))
        .SelectMany(page => File.ReadAllText(page).Split("```json\n").Skip(1).Select(block => block.Split("```")[0]))
        .Where(IsMessage);

    private static bool IsMessage(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);

            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("job", out _)
                && document.RootElement.TryGetProperty("service", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Example(params string[] names) => File.ReadAllText(Path.Combine([Repository.Root, .. names]));
}
