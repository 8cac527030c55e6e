using System.Globalization;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary><c>bindings.redis</c>, output only: plain keys. Each call names its key in <c>metadata.key</c>.</summary>
internal sealed class RedisBinding(string name, RedisClient redis) : IOutputBinding
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Reads the settings and connects.</summary>
    /// <exception cref="ComponentException">A setting cannot work, or Redis cannot be reached.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel) =>
        new RedisBinding(
            spec.Name, await RedisComponents.ConnectAsync(spec, context, context.Logs.CreateLogger<RedisBinding>(), cancel));

    /// <summary>
    /// <c>create</c> and <c>increment</c> take <c>ttlInSeconds</c>; <c>get</c> with <c>delete</c> "true" takes the value away.
    /// </summary>
    /// <exception cref="BindingException">The key is missing, the operation unknown, or Redis refuses it.</exception>
    public async Task<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancel)
    {
        if (request.Metadata.GetValueOrDefault("key", "") is not { Length: > 0 } key)
        {
            throw new BindingException("redis binding: missing key in request metadata", Nothing);
        }

        try
        {
            return request.Operation switch
            {
                "create" => await SendAsync(SetCommand(key, request), cancel),
                "get" => await GetAsync(key, request, cancel),
                "delete" => await SendAsync(["DEL", key], cancel),
                "increment" => await IncrementAsync(key, request, cancel),
                var other => throw new BindingException(
                    $"binding {name} does not support operation {other}. supported operations:create get delete increment",
                    Nothing),
            };
        }
        catch (Exception e) when (e is RedisServerException or RedisConnectionException)
        {
            throw new BindingException(e.Message, Nothing, e);
        }
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    private static IReadOnlyList<RedisArgument> SetCommand(string key, BindingRequest request) =>
        TtlOf(request) is { } seconds ? ["SET", key, request.Data, "EX", seconds] : ["SET", key, request.Data];

    private async Task<BindingResponse?> SendAsync(IReadOnlyList<RedisArgument> command, CancellationToken cancel)
    {
        await redis.SendAsync(command, cancel);
        return null;
    }

    /// <summary>The value as it is kept; an empty answer where there is none.</summary>
    private async Task<BindingResponse?> GetAsync(string key, BindingRequest request, CancellationToken cancel)
    {
        if (request.Metadata.GetValueOrDefault("delete") != "true")
        {
            return new BindingResponse((await redis.SendAsync(["GET", key], cancel)).Bytes, Nothing);
        }

        var answers = await redis.SendAllAsync([["MULTI"], ["GET", key], ["DEL", key], ["EXEC"]], cancel);
        return answers[^1] is RespValue.List { Elements: [{ } value, ..] }
            ? new BindingResponse(value.Bytes, Nothing)
            : throw new RedisServerException(answers[^1].Text);
    }

    private async Task<BindingResponse?> IncrementAsync(string key, BindingRequest request, CancellationToken cancel)
    {
        await redis.SendAsync(["INCR", key], cancel);
        if (TtlOf(request) is { } seconds)
        {
            await redis.SendAsync(["EXPIRE", key, seconds], cancel);
        }

        return null;
    }

    private static long? TtlOf(BindingRequest request) =>
        request.Metadata.GetValueOrDefault("ttlInSeconds", "") switch
        {
            "" => null,
            var text when long.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 => seconds,
            var other => throw new BindingException($"ttlInSeconds must be a whole number above 0, not \"{other}\"", Nothing),
        };
}
