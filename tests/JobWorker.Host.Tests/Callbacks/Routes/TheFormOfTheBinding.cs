using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using JobWorker.Core.Callbacks;
using JobWorker.DevSidecar.Formats;
using JobWorker.Host.Callbacks.Routes;

namespace JobWorker.Host.Tests.Callbacks.Routes;

public sealed class TheFormOfTheBinding
{
    [Theory]
    [InlineData("""{ "b":1, "a":{"z":null,"y":[true,"x"]} }""", """{"a":{"y":[true,"x"],"z":null},"b":1}""")]
    [InlineData("""{"a":"<&>\u2028\u2029é€😀/"}""", """{"a":"\u003c\u0026\u003e\u2028\u2029é€😀/"}""")]
    [InlineData("""{"a":"\"\\\n\r\t\b\f\u0001\u007f"}""", "{\"a\":\"\\\"\\\\\\n\\r\\t\\b\\f\\u0001\u007f\"}")]
    [InlineData("{}", "{}")]
    public void Is_sorted_and_escaped(string json, string form) =>
        Assert.Equal(form, Encoding.UTF8.GetString(BindingJson.Of(Encoding.UTF8.GetBytes(json))));

    /// <summary>Whatever a callback says: the binding, which reads and writes again, changes nothing any more.</summary>
    [Fact]
    public void Is_what_a_sidecar_sends() => Prop.ForAll(
        ArbMap.Default.ArbFor<(string Id, string Message, long Duration)>(),
        said =>
        {
            var error = new CallbackError("A108", said.Message ?? "", "ExitCode", 1, said.Id);
            var detail = new CallbackDetail(Duration: said.Duration % (1L << 53), Error: error);
            var callback = new Callback(0, 3, detail, CallbackState.Pending, 0, DateTimeOffset.UnixEpoch);
            var form = BindingJson.Of(CallbackBody.Write(said.Id ?? "", callback));

            return form.AsSpan().SequenceEqual(GoJson.Encode(form)) && JsonDocument.Parse(form) is not null;
        }).QuickCheckThrowOnFailure();
}
