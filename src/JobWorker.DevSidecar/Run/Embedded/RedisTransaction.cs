using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Commands;

namespace JobWorker.DevSidecar.Run.Embedded;

/// <summary>What a client has queued since MULTI.</summary>
internal sealed class RedisTransaction(RedisEngine engine)
{
    private List<RedisArgument[]>? _queued;
    private bool _broken;

    /// <summary>Answers what needs no run now: refusals, the words of a transaction, and what is queued in one.</summary>
    public RespValue? Take(RedisArgument[] words) => words[0].ToString().ToUpperInvariant() switch
    {
        "MULTI" => Begin(),
        "EXEC" => Execute(),
        "DISCARD" => Discard(),
        "WATCH" => new RespValue.Failure("ERR the embedded server does not have WATCH"),
        _ when CommandTable.Refusal(words) is { } refusal => Refuse(refusal),
        _ when _queued is not null => Queue(words),
        _ => null,
    };

    private RespValue Begin()
    {
        if (_queued is not null)
        {
            return new RespValue.Failure("ERR MULTI calls can not be nested");
        }

        _queued = [];
        return RespValue.Ok;
    }

    private RespValue Execute()
    {
        var (queued, broken) = (_queued, _broken);
        (_queued, _broken) = (null, false);

        return queued is null ? new RespValue.Failure("ERR EXEC without MULTI")
            : broken ? new RespValue.Failure("EXECABORT Transaction discarded because of previous errors.")
            : RespValue.Of(engine.RunAll(queued));
    }

    private RespValue Discard()
    {
        var queued = _queued;
        (_queued, _broken) = (null, false);

        return queued is null ? new RespValue.Failure("ERR DISCARD without MULTI") : RespValue.Ok;
    }

    private RespValue.Failure Refuse(string refusal)
    {
        _broken = _queued is not null;
        return new RespValue.Failure(refusal);
    }

    private RespValue.Status Queue(RedisArgument[] words)
    {
        _queued!.Add(words);
        return new RespValue.Status("QUEUED");
    }
}
