using System.Text;
using System.Text.Json.Nodes;
using JobWorker.Core.Messages;
using static JobWorker.Core.Tests.Messages.Reading;

namespace JobWorker.Core.Tests.Messages;

public sealed class Envelopes
{
    private static readonly string Bare = Small().ToJsonString();

    private static readonly Dictionary<string, Func<string, string>> Wraps = new()
    {
        ["none"] = json => json,
        ["CloudEvent, data"] = json => CloudEvent("data", JsonNode.Parse(json)!),
        ["CloudEvent, data as text"] = json => CloudEvent("data", json),
        ["CloudEvent, data_base64"] = json => CloudEvent("data_base64", Convert.ToBase64String(Encoding.UTF8.GetBytes(json))),
        ["SQS"] = json => new JsonObject { ["MessageId"] = "m", ["ReceiptHandle"] = "r", ["Body"] = json }.ToJsonString(),
        ["SNS"] = json => new JsonObject { ["Type"] = "Notification", ["TopicArn"] = "arn:x", ["Message"] = json }.ToJsonString(),
    };

    public static TheoryData<string, string> Pairs() =>
        Cases.Of(Wraps.Keys.SelectMany(outer => Wraps.Keys.Select(inner => (outer, inner))));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Are_opened_in_any_nesting_and_do_not_change_the_hash(string outer, string inner)
    {
        var reading = Assert.IsType<MessageReading.Valid>(Read(Wraps[outer](Wraps[inner](Bare))));

        Assert.Equal("id-1", reading.Request.Id);
        Assert.Equal(((MessageReading.Valid)Read(Bare)).PayloadHash, reading.PayloadHash);
        Assert.Empty(reading.Ignored);
    }

    [Fact]
    public void May_be_four_deep_but_not_five()
    {
        var sqs = Wraps["SQS"];

        Valid(sqs(sqs(sqs(sqs(Bare)))));
        Assert.Equal("message.Body.Body.Body.Body: must have at most 4 envelopes", Unusable(sqs(sqs(sqs(sqs(sqs(Bare)))))));
    }

    [Theory]
    [InlineData("""{"id":"1","service":"s","job":{"prefixName":"p","namespace":"n","image":"i"}}""")]
    [InlineData("""{ "job" : { "image" : "i", "namespace" : "n", "prefixName" : "\u0070" }, "service":"s", "id":"1" }""")]
    public void And_other_encodings_leave_the_hash_alone(string message) => Assert.Equal(
        "79eb0a51824a7cfc021518839e6c5d42e65274764f2ac3357e503652f4d2d4cb",
        Assert.IsType<MessageReading.Valid>(Read(message)).PayloadHash);

    [Fact]
    public void Of_different_payloads_have_different_hashes() => Assert.NotEqual(
        ((MessageReading.Valid)Read(Bare)).PayloadHash,
        ((MessageReading.Valid)Read(SmallWith("service", "\"other\""))).PayloadHash);

    [Fact]
    public void Are_not_seen_in_a_bare_message_with_a_property_of_that_name()
    {
        var message = Small();
        message["Body"] = "{}";
        message["Message"] = "{}";
        message["TopicArn"] = "arn";

        Assert.Equal<string>(
            ["Body", "Message", "TopicArn"], Assert.IsType<MessageReading.Valid>(Read(message.ToJsonString())).Ignored);
    }

    [Theory]
    [InlineData("""{"Body":"{"}""", "message.Body: must be JSON; line 1, byte 2: ")]
    [InlineData("""{"Body":"[]"}""", "message.Body: must be a JSON object")]
    [InlineData("""{"Body":"\ud800"}""", "message.Body: must be Unicode text")]
    [InlineData("""{"specversion":"1.0","data_base64":"?"}""", "message.data_base64: must be base64")]
    [InlineData("""{"specversion":"1.0","data_base64":5}""", "message.data_base64: must be base64")]
    [InlineData("""{"specversion":"1.0","data_base64":"/w=="}""", "message.data_base64: must be UTF-8")]
    [InlineData("""{"specversion":"1.0","data":7}""", "message.data: must be a JSON object")]
    [InlineData("""{"specversion":"1.0","data":"seven"}""", "message.data: must be JSON; line 1, byte 1: ")]
    [InlineData("""{"specversion":"1.0","id":"event-1","source":"s","type":"t"}""", "message: must be a CloudEvent with data")]
    [InlineData("""{"specversion":"1.0","id":"event-1","data":null}""", "message: must be a CloudEvent with data")]
    [InlineData("""{"Body":{}}""", "id: is required")]
    public void With_nothing_usable_inside_say_where(string message, string reason) =>
        Assert.StartsWith(reason, Unusable(message), StringComparison.Ordinal);

    private static string CloudEvent(string name, JsonNode value) => new JsonObject
    {
        ["specversion"] = "1.0",
        ["id"] = "event-1",
        ["source"] = "test",
        ["type"] = "com.dapr.event.sent",
        ["datacontenttype"] = "application/json",
        [name] = value,
    }.ToJsonString();
}
