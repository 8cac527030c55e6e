using JobWorker.Host.Intake;
using JobWorker.Host.Jobs.Events;
using Published = JobWorker.Testing.Emulators.Documents;

namespace JobWorker.Host.Tests.Api.Documents;

/// <summary>Whether <c>docs/asyncapi.yaml</c> says what goes through the brokers.</summary>
public sealed class TheAsyncApiDocument
{
    private static readonly YamlDocument Document = YamlDocument.Read(Published.AsyncApi);

    [SkippableFact]
    public async Task Keeps_to_its_specification()
    {
        Skip.If(Published.Missing is not null, Published.Missing);

        Assert.Null(await Published.JudgeAsync("asyncapi", Published.AsyncApi));
    }

    [Fact]
    public void Has_every_type_of_event_and_no_other() => Assert.Equal(
        JobCloudEvent.Types.Order(StringComparer.Ordinal),
        Document.Members("channels", "job-events", "messages").Select(m => YamlDocument.Text(m.Value, "name")!).Order(StringComparer.Ordinal));

    [Fact]
    public void Has_each_type_in_the_schema_of_its_message() => Assert.All(
        Document.Members("channels", "job-events", "messages"),
        message => Assert.Equal(
            YamlDocument.Text(message.Value, "name"),
            YamlDocument.Text(Document.Members("components", "messages", message.Name, "payload").Single().Value[1]["properties"]["type"], "const")));

    [Fact]
    public void Has_the_topics_of_the_settings() => Assert.Equal(
        [new IntakeOptions().Topic, new IntakeOptions().DeadLetterTopic, new EventOptions().Topic],
        Document.Members("channels").Select(channel => YamlDocument.Text(channel.Value, "address")));
}
