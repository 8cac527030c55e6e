using System.Reflection;
using System.Text;
using System.Text.Json;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Tests.Jobs;
using Published = JobWorker.Testing.Emulators.Documents;

namespace JobWorker.Core.Tests.Callbacks;

/// <summary>Whether <c>docs/schemas/callback.schema.json</c> says what is sent.</summary>
public sealed class TheSchemaOfCallbacks
{
    private static readonly JsonElement Schema = JsonDocument.Parse(
        File.ReadAllText(Published.CallbackSchema)).RootElement;

    [SkippableFact]
    public async Task Takes_every_body_of_every_state_a_job_can_reach()
    {
        Skip.If(Published.Missing is not null, Published.Missing);
        string[] bodies =
        [
            .. EveryReachableState.Jobs.SelectMany(job => job.Callbacks).Select(Body).Distinct(),
            Body(Callback(3, new CallbackDetail(Error: Samples.Boom with { Log = "last\nwords" }))),
        ];

        var judged = await Published.JudgeAsync(Published.CallbackSchema, bodies);

        Assert.True(bodies.Length > 8, $"{bodies.Length} bodies");
        Assert.All(judged.Zip(bodies), pair => Assert.True(pair.First is null, $"{pair.First}: {pair.Second}"));
    }

    [SkippableFact]
    public async Task Refuses_what_is_never_sent()
    {
        Skip.If(Published.Missing is not null, Published.Missing);
        string[] bodies =
        [
            Body(Callback(4, new CallbackDetail())), Body(Callback(0, new CallbackDetail(JobId: "a"))),
            Body(Callback(2, new CallbackDetail(Duration: 1, PodId: "a"))), Body(Callback(3, new CallbackDetail(Duration: 1))),
            Body(Callback(99, new CallbackDetail(Error: Samples.Boom with { Reason = "Bored" }))),
            Body(Callback(99, new CallbackDetail(Error: Samples.Boom with { ErrorCode = "A112" }))),
            """{"id":"a","status":2,"detail":{"duration":1},"more":1}""",
        ];

        Assert.DoesNotContain(null, await Published.JudgeAsync(Published.CallbackSchema, bodies));
    }

    [Fact]
    public void Has_the_vocabulary_of_the_code()
    {
        Assert.Equal(Constants(typeof(FailureReason)), Words("reason"));
        Assert.Equal(
            Constants(typeof(ErrorCode)),
            Texts(Schema.GetProperty("$defs").GetProperty("error").GetProperty("properties").GetProperty("errorCode")));
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Words(string definition) => Texts(Schema.GetProperty("$defs").GetProperty(definition));

    private static IEnumerable<string> Texts(JsonElement schema) =>
        schema.GetProperty("enum").EnumerateArray().Select(word => word.GetString()!).Order(StringComparer.Ordinal);

    private static Callback Callback(int status, CallbackDetail detail) =>
        new(0, status, detail, CallbackState.Pending, 0, Samples.Noon);

    private static string Body(Callback callback) => Encoding.UTF8.GetString(CallbackBody.Write("job-1", callback));
}
