using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Tests.Contrib.Redis;

/// <summary>Replies as short texts, so that tests can compare them.</summary>
internal static class Replies
{
    public static string Show(this RespValue value) => value switch
    {
        RespValue.Nothing => "nil",
        RespValue.List => $"[{string.Join(' ', value.Items.Select(Show))}]",
        RespValue.Failure failure => $"-{failure.Message}",
        _ => value.Text,
    };
}
