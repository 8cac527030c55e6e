namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary>The scripts that run inside Redis. The embedded server knows them by their text and has the rules natively.</summary>
internal static class RedisScripts
{
    /// <summary>What a script answers when its rule forbids the write.</summary>
    public const long Refused = -1;

    /// <summary>
    /// Writes a state value. KEYS: key. ARGV: expected version (0 for any), value, 1 for first-write, seconds to live
    /// (empty leaves them, 0 and less end them). Answers the new version.
    /// </summary>
    /// <remarks>
    /// A key once written first-write refuses every write without its version from then on; a key that is no hash is
    /// replaced. Both are Dapr's rules.
    /// </remarks>
    public const string Set = """
        local held = redis.pcall('HGET', KEYS[1], 'version')
        if type(held) == 'table' then
          redis.call('DEL', KEYS[1])
          held = false
        end
        local guarded = redis.call('HEXISTS', KEYS[1], 'first-write') == 1
        if held and held ~= '' and held ~= ARGV[1] and (guarded or ARGV[1] ~= '0') then
          return -1
        end
        redis.call('HSET', KEYS[1], 'data', ARGV[2])
        if ARGV[3] == '1' then
          redis.call('HSET', KEYS[1], 'first-write', 0)
        end
        local version = redis.call('HINCRBY', KEYS[1], 'version', 1)
        if ARGV[4] ~= '' then
          if tonumber(ARGV[4]) > 0 then
            redis.call('EXPIRE', KEYS[1], ARGV[4])
          else
            redis.call('PERSIST', KEYS[1])
          end
        end
        return version
        """;

    /// <summary>Removes a state value. KEYS: key. ARGV: expected version (0 for any). Answers how many were removed.</summary>
    public const string Delete = """
        local held = redis.pcall('HGET', KEYS[1], 'version')
        if held and type(held) ~= 'table' and held ~= '' and held ~= ARGV[1] and ARGV[1] ~= '0' then
          return -1
        end
        return redis.call('DEL', KEYS[1])
        """;

    /// <summary>Gives a lock back. KEYS: lock. ARGV: owner. Answers as Dapr: 0 done, 1 no such lock, 2 held by others.</summary>
    public const string Unlock = """
        local owner = redis.call('GET', KEYS[1])
        if not owner then
          return 1
        end
        if owner ~= ARGV[1] then
          return 2
        end
        redis.call('DEL', KEYS[1])
        return 0
        """;

    /// <summary>
    /// Changes a field of a hash that begins as expected. KEYS: hash. ARGV: field, what its value begins with (empty: there is
    /// none), new value (empty takes the field away). Answers 1, or 0 where it is otherwise.
    /// </summary>
    public const string Swap = """
        local held = redis.call('HGET', KEYS[1], ARGV[1]) or ''
        if (held == '') ~= (ARGV[2] == '') or string.sub(held, 1, #ARGV[2]) ~= ARGV[2] then
          return 0
        end
        if ARGV[3] == '' then
          redis.call('HDEL', KEYS[1], ARGV[1])
        else
          redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
        end
        return 1
        """;
}
