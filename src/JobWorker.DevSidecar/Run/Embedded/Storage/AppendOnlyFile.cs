using System.Buffers;
using System.Runtime.CompilerServices;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Run.Embedded.Storage;

/// <summary>The commands that changed anything, one after another, in one file that only one process may use.</summary>
/// <remarks>
/// Effects of one command that belong together stand between MULTI and EXEC. What a killed process left half written at the
/// end was never acknowledged and is passed over.
/// </remarks>
internal sealed class AppendOnlyFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;
    private readonly ArrayBufferWriter<byte> _pending = new();
    private FileStream? _file;

    private AppendOnlyFile(string path, FileStream held) => (_path, _lock) = (path, held);

    /// <summary>Bytes in the file.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes in the file when it was last rewritten.</summary>
    public long RewrittenLength { get; private set; }

    /// <exception cref="EmbeddedRedisException">Another process uses the folder, or it cannot be written.</exception>
    public static AppendOnlyFile Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var held = new FileStream(
                Path.Combine(folder, "redis.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new AppendOnlyFile(Path.Combine(folder, "redis.aof"), held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedRedisException(
                $"The data folder {folder} cannot be used: {e.Message} Another embedded server may be running on it.", e);
        }
    }

    /// <summary>What is in the file: commands, or groups of commands that stand or fall together.</summary>
    /// <exception cref="EmbeddedRedisException">The file is damaged before its end.</exception>
    public async IAsyncEnumerable<IReadOnlyList<RedisArgument[]>> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        var reader = new RespReader(file);
        List<RedisArgument[]>? group = null;
        while (await NextAsync(reader, cancel) is { } command)
        {
            switch (command[0].ToString())
            {
                case "MULTI":
                    group = [];
                    break;
                case "EXEC":
                    yield return group ?? [];
                    group = null;
                    break;
                default:
                    if (group is null)
                    {
                        yield return [command];
                    }

                    group?.Add(command);
                    break;
            }
        }
    }

    /// <summary>Notes the effects of one command; they reach the file with the next <see cref="Flush"/>.</summary>
    public void Append(IReadOnlyList<IReadOnlyList<RedisArgument>> effects)
    {
        IReadOnlyList<IReadOnlyList<RedisArgument>> framed = effects.Count > 1 ? [["MULTI"], .. effects, ["EXEC"]] : effects;
        foreach (var effect in framed)
        {
            _pending.WriteCommand(effect);
        }
    }

    /// <summary>Hands everything noted to the operating system, which keeps it when this process is killed.</summary>
    /// <exception cref="EmbeddedRedisException">The file cannot be written, as with a full disk.</exception>
    public void Flush()
    {
        if (_pending.WrittenCount == 0)
        {
            return;
        }

        try
        {
            _file!.Write(_pending.WrittenSpan);
        }
        catch (IOException e)
        {
            throw new EmbeddedRedisException($"{_path} cannot be written: {e.Message}", e);
        }

        Length += _pending.WrittenCount;
        _pending.ResetWrittenCount();
    }

    /// <summary>Puts these commands in the place of all that is in the file, at once.</summary>
    public void Rewrite(IEnumerable<IReadOnlyList<RedisArgument>> commands)
    {
        var draft = _path + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var buffer = new ArrayBufferWriter<byte>();
            foreach (var command in commands)
            {
                buffer.WriteCommand(command);
                file.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }

            file.Flush(flushToDisk: true);
        }

        _file?.Dispose();
        File.Move(draft, _path, overwrite: true);
        _pending.ResetWrittenCount();
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Length = RewrittenLength = _file.Length;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    private async ValueTask<RedisArgument[]?> NextAsync(RespReader reader, CancellationToken cancel)
    {
        var at = reader.Position;
        try
        {
            return await reader.ReadAsync(cancel) is { Items: [_, ..] words }
                ? [.. words.Select(word => new RedisArgument(word.Bytes))]
                : null;
        }
        catch (EndOfStreamException)
        {
            return null;
        }
        catch (RespException e)
        {
            throw new EmbeddedRedisException(
                $"{_path} is damaged at byte {at}: {e.Message} Move the file away to start empty, or cut it there.", e);
        }
    }
}
