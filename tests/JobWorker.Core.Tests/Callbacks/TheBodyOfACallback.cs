using System.Text;
using System.Text.Json.Nodes;
using JobWorker.Core.Callbacks;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Callbacks;

public sealed class TheBodyOfACallback
{
    private const string Id = "31a89a91-43d8-4786-a195-9b25cec28a44";
    private const string Uid = "08c87282-97e8-4993-9da4-359f3e84fdfd";

    public static TheoryData<int> Statuses() => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Is_the_originals_byte_for_byte_apart_from_white_space(int status)
    {
        var detail = status switch
        {
            0 => new CallbackDetail(JobId: Uid, JobName: "bb-fbe70e59"),
            1 => new CallbackDetail(PodId: Uid, PodName: "bb-fbe70e59-ww7g2"),
            2 => new CallbackDetail(Duration: 120),
            _ => new CallbackDetail(Error: new CallbackError("ERROR_CODE", "error message", Reason: null!)),
        };
        var original = JsonNode.Parse(File("Original", $"callback-{status}.json"))!.ToJsonString();

        Assert.Equal(original, Body(status, detail));
    }

    [Fact]
    public void Adds_to_an_error_what_is_known_of_its_cause() => Assert.Equal(
        """{"id":"31a89a91-43d8-4786-a195-9b25cec28a44","status":3,"detail":{"error":{"errorCode":"A108","message":"exit code 1","reason":"ExitCode","exitCode":1,"podName":"bb-fbe70e59-ww7g2","container":"example"}}}""",
        Body(CallbackStatus.Failed, new CallbackDetail(Error: Boom)));

    [Fact]
    public void Leaves_out_what_is_not_known() => Assert.Equal(
        """{"id":"31a89a91-43d8-4786-a195-9b25cec28a44","status":99,"detail":{"error":{"errorCode":"A110","message":"","reason":"Cancelled"}}}""",
        Body(99, new CallbackDetail(Error: new CallbackError(ErrorCode.Cancelled, "", FailureReason.Cancelled))));

    [Fact]
    public void Escapes_what_json_must_and_keeps_the_rest_readable() => Assert.Contains(
        """
        "message":"\"ä\\\n<&>😀+\u0001'"
        """.Trim().Replace("😀", "\\uD83D\\uDE00", StringComparison.Ordinal),
        Body(99, new CallbackDetail(Error: new CallbackError("A100", "\"ä\\\n<&>😀+\u0001'", "Invalid"))),
        StringComparison.Ordinal);

    private static string Body(int status, CallbackDetail detail) =>
        Encoding.UTF8.GetString(
            CallbackBody.Write(Id, new Callback(0, status, detail, CallbackState.Pending, Attempts: 0, Noon)));
}
