using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

public sealed class ANameForAws
{
    [Theory]
    [InlineData("jobs", false, "jobs")]
    [InlineData("a/b.c:d_e-1", false, "abcd_e-1")]
    [InlineData("jobs.fifo", false, "jobsfifo")]
    [InlineData("jobs", true, "jobs.fifo")]
    [InlineData("jobs.fifo", true, "jobs.fifo")]
    public void Keeps_what_aws_allows(string given, bool fifo, string expected) =>
        Assert.Equal(expected, AwsName.Of(given, fifo));

    [Fact]
    public void Has_at_most_80_characters_with_its_suffix()
    {
        var name = new string('a', 100);

        Assert.Equal(new string('a', 80), AwsName.Of(name, fifo: false));
        Assert.Equal(new string('a', 75) + ".fifo", AwsName.Of(name, fifo: true));
    }
}

public sealed class ThePolicyOfAQueue
{
    private const string Queue = "arn:aws:sqs:r:1:q";
    private const string Statement =
        """{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:r:1:q","Condition":{"ForAllValues:ArnEquals":{"aws:SourceArn":["t1"]}}}""";

    [Fact]
    public void Begins_with_the_first_topic() =>
        Assert.Equal($$"""{"Version":"2012-10-17","Statement":[{{Statement}}]}""", QueuePolicy.Admit(null, Queue, "t1"));

    [Fact]
    public void Stays_as_it_is_for_a_topic_it_knows() =>
        Assert.Null(QueuePolicy.Admit(QueuePolicy.Admit(null, Queue, "t1"), Queue, "t1"));

    [Fact]
    public void Adds_another_topic_to_the_statement() =>
        Assert.Contains("""["t1","t2"]""", QueuePolicy.Admit(QueuePolicy.Admit(null, Queue, "t1"), Queue, "t2"), StringComparison.Ordinal);

    [Fact]
    public void Leaves_what_others_have_written()
    {
        const string Other = """{"Version":"2012-10-17","Id":"x","Statement":[{"Effect":"Deny","Resource":"arn:aws:sqs:r:1:q"}]}""";

        Assert.Equal(
            $$"""{"Version":"2012-10-17","Id":"x","Statement":[{"Effect":"Deny","Resource":"arn:aws:sqs:r:1:q"},{{Statement}}]}""",
            QueuePolicy.Admit(Other, Queue, "t1"));
    }
}

public sealed class TheFieldsOfSnsSqs
{
    [Fact]
    public void Default_to_what_dapr_takes()
    {
        var settings = Read("");

        Assert.Equal(
            new SnsSqsSettings(
                "app", false, "app", TimeSpan.FromSeconds(10), 10, "", 0, TimeSpan.FromSeconds(2), 10, true, true,
                TimeSpan.FromSeconds(5), "", 10),
            settings);
    }

    [Theory]
    [InlineData("messageVisibilityTimeout=0")]
    [InlineData("messageRetryLimit=1")]
    [InlineData("messageWaitTimeSeconds=0")]
    [InlineData("messageMaxNumber=11")]
    [InlineData("messageReceiveLimit=3")]
    [InlineData("sqsDeadLettersQueueName=dead")]
    [InlineData("disableDeleteOnRetryLimit=true sqsDeadLettersQueueName=dead messageReceiveLimit=3")]
    [InlineData("concurrencyMode=sometimes")]
    [InlineData("concurrencyLimit=-1")]
    public void Are_refused_by_name_when_they_cannot_work(string given)
    {
        var error = Assert.Throws<ComponentException>(() => Read(given));

        Assert.Contains(given.Split('=')[0], error.Message, StringComparison.Ordinal);
    }

    private static SnsSqsSettings Read(string given)
    {
        var fields = given.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

        return SnsSqsSettings.From(new ComponentSpec("c", "pubsub.aws.snssqs", "v1", fields, "test.yaml:1"), "app");
    }
}
