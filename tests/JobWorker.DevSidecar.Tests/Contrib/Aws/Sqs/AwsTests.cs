using System.Net;
using System.Text;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Aws;
using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.Sqs;

public sealed class CallingAws
{
    private const string RefusedXml = """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
        <Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>
        """;

    private const string RefusedJson = """
        {"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"The security token is invalid."}
        """;

    [Fact]
    public void Signs_as_the_published_example_says()
    {
        var clock = new FakeClock(new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));
        var settings = new AwsSettings(
            "us-east-1", null, new AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""));
        var body = Encoding.ASCII.GetBytes("Param1=value1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://example.amazonaws.com/")
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");

        new AwsSigner(settings, clock).Sign(request, body, "service");

        Assert.Equal(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            + "SignedHeaders=content-type;host;x-amz-date, "
            + "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
            string.Concat(request.Headers.NonValidated["Authorization"]));
    }

    [Fact]
    public async Task Sends_the_session_token_and_signs_it()
    {
        await using var aws = new FakeApp().On("POST /", 200, """{"QueueUrl":"u"}""");
        await using var sidecar = await StartAsync(aws, "bindings.aws.sqs", ("queueName", "q"), ("sessionToken", "temporary"));

        await sidecar.PostAsync("/v1.0/bindings/c", """{"operation":"create","data":1}""");

        var call = aws.CallsTo("POST /")[0];
        Assert.Equal("temporary", call.Headers["X-Amz-Security-Token"]);
        Assert.Equal("AmazonSQS.GetQueueUrl", call.Headers["X-Amz-Target"]);
        Assert.Contains(
            "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
            call.Headers.Authorization.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_at_the_start_that_the_keys_are_wrong()
    {
        await using var aws = new FakeApp().On("POST /", 403, RefusedXml);

        var error = await Assert.ThrowsAsync<ResourceException>(() => StartAsync(aws, "pubsub.aws.snssqs"));

        Assert.Contains("sts GetCallerIdentity: InvalidClientTokenId: The security token", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check accessKey, secretKey", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tells_at_a_call_that_the_keys_are_wrong()
    {
        await using var aws = new FakeApp().On("POST /", 400, RefusedJson);
        await using var sidecar = await StartAsync(aws, "bindings.aws.sqs", ("queueName", "q"));

        var answer = await sidecar.PostAsync("/v1.0/bindings/c", """{"operation":"create","data":1}""");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Contains("sqs GetQueueUrl: UnrecognizedClientException", answer.Body, StringComparison.Ordinal);
        Assert.Contains("Check accessKey, secretKey", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>", "is the endpoint right?")]
    [InlineData(502, "", "status 502")]
    [InlineData(400, """{"__type":"a#QueueDoesNotExist"}""", "QueueDoesNotExist")]
    public async Task Says_what_came_back_instead_of_an_answer(int status, string body, string expected)
    {
        await using var aws = new FakeApp().On("POST /", status, body);
        await using var sidecar = await StartAsync(aws, "bindings.aws.sqs", ("queueName", "q"));

        var answer = await sidecar.PostAsync("/v1.0/bindings/c", """{"operation":"create","data":1}""");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Contains(expected, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_nobody_answers()
    {
        var aws = new FakeApp();
        await aws.StartAsync();
        await using var sidecar = await StartAsync(aws, "bindings.aws.sqs", ("queueName", "q"));
        await aws.StopAsync();

        var answer = await sidecar.PostAsync("/v1.0/bindings/c", """{"operation":"create","data":1}""");

        Assert.Contains("Unreachable", answer.Body, StringComparison.Ordinal);
    }

    private static async Task<SidecarHarness> StartAsync(FakeApp aws, string type, params (string Name, string Value)[] fields)
    {
        if (aws.Port == 0)
        {
            await aws.StartAsync();
        }

        (string Name, string Value)[] all =
        [
            ("region", "us-east-1"), ("endpoint", $"http://127.0.0.1:{aws.Port}"), ("accessKey", "id"), ("secretKey", "very-secret"), .. fields,
        ];

        return await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = $$"""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: c}
                spec:
                  type: {{type}}
                  version: v1
                  metadata: [{{string.Join(", ", all.Select(field => $"{{name: {field.Name}, value: \"{field.Value}\"}}"))}}]
                """,
        });
    }
}

public sealed class TheAddressOfAws
{
    [Theory]
    [InlineData("eu-central-1", "sqs", "https://sqs.eu-central-1.amazonaws.com/", "aws")]
    [InlineData("cn-north-1", "sns", "https://sns.cn-north-1.amazonaws.com.cn/", "aws-cn")]
    [InlineData("us-gov-west-1", "sts", "https://sts.us-gov-west-1.amazonaws.com/", "aws-us-gov")]
    public void Follows_from_region_and_service(string region, string service, string address, string partition)
    {
        var settings = Read(("region", region), ("accessKey", "a"), ("secretKey", "s"));

        Assert.Equal((address, partition), (settings.AddressOf(service).ToString(), settings.Partition));
    }

    [Fact]
    public void Comes_from_the_variables_of_other_tools_where_the_component_is_silent()
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_ACCESS_KEY_ID"] = "id",
            ["AWS_SECRET_ACCESS_KEY"] = "key",
            ["AWS_SESSION_TOKEN"] = "token",
        };

        var settings = AwsSettings.From(Spec(), environment.GetValueOrDefault);

        Assert.Equal(new AwsSettings("eu-west-1", null, new AwsCredentials("id", "key", "token")), settings);
    }

    [Theory]
    [InlineData("region", "accessKey=a secretKey=s")]
    [InlineData("endpoint", "region=r endpoint=localhost:4566 accessKey=a secretKey=s")]
    [InlineData("accessKey", "region=r")]
    [InlineData("accessKey", "region=r accessKey=a")]
    public void Names_the_field_that_is_missing_or_wrong(string field, string given)
    {
        var fields = given.Split(' ').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1])).ToArray();

        var error = Assert.Throws<ComponentException>(() => Read(fields));

        Assert.StartsWith(field, error.Message, StringComparison.Ordinal);
    }

    private static AwsSettings Read(params (string Name, string Value)[] fields) => AwsSettings.From(Spec(fields), _ => null);

    private static ComponentSpec Spec(params (string Name, string Value)[] fields) => new(
        "c", "bindings.aws.sqs", "v1", fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.OrdinalIgnoreCase), "test.yaml:1");
}
