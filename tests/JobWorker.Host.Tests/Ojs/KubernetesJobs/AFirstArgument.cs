using JobWorker.Core.Messages;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Host.Ojs.KubernetesJobs;
using JobSpec = JobWorker.Core.Ojs.Jobs.JobSpec;

namespace JobWorker.Host.Tests.Ojs.KubernetesJobs;

/// <summary>What the first argument of a <c>kubernetes.job</c> becomes.</summary>
public sealed class AFirstArgument
{
    [Theory]
    [InlineData("\"env\":[],\"env\":[]")]
    [InlineData("\"env\":[],\"ENV\":[]")]
    [InlineData("\"image\":\"\\ud800\"")]
    [InlineData("\"\\ud800\":1")]
    [InlineData("\"env\":[{\"name\":\"\\ud800\",\"value\":\"x\"}]")]
    public void Is_no_message_where_a_name_is_there_twice_or_text_is_no_Unicode(string member) => Assert.Null(Message(member));

    [Theory]
    [InlineData("\"env\":[{\"name\":\"A\",\"value\":\"x\"},{\"name\":\"OJS_ATTEMPT\",\"value\":\"mine\"}]")]
    [InlineData("\"Env\":[{\"Name\":\"A\",\"Value\":\"x\"},{\"NAME\":\"OJS_ATTEMPT\",\"value\":\"mine\"}]")]
    public void Keeps_its_own_variables_in_any_case(string member)
    {
        var read = JobMessage.Read(Message(member)!.Value, new MessageLimits(ActiveDeadlineSecondsMax: 86_400));

        Assert.Equal(
            [("A", "x"), ("OJS_ATTEMPT", "mine"), ("OJS_JOB_ID", "1")],
            Assert.IsType<MessageReading.Valid>(read).Request.Job.Env.Select(variable => (variable.Name, variable.Value)));
    }

    private static ReadOnlyMemory<byte>? Message(string member) => KubernetesMessage.Of(new OjsJob
    {
        Id = "1",
        Place = 0,
        Attempt = 1,
        Spec = new JobSpec
        {
            Type = JobSpec.KubernetesJob,
            Args = RawJson.Parse($$"""[{"prefixName":"load","namespace":"default","image":"busybox",{{member}}}]"""),
        },
    }).Message;
}
