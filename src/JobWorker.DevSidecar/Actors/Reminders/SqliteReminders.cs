using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace JobWorker.DevSidecar.Actors.Reminders;

/// <summary>Reminders in a database file. Writes that come together are committed together.</summary>
/// <remarks>Other processes may have the same file open; a write waits while they write.</remarks>
internal sealed class SqliteReminders : IReminderStore
{
    private const int BatchSize = 256;
    private const string ThisOne = "actor_type = $type AND actor_id = $id AND name = $name";
    private readonly SqliteConnection _connection;
    private readonly Channel<Write> _writes = Channel.CreateUnbounded<Write>(new() { SingleReader = true });
    private readonly Task _writing;

    private SqliteReminders(SqliteConnection connection)
    {
        _connection = connection;
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Opens or creates the database at <paramref name="path"/>.</summary>
    public static SqliteReminders Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        connection.Open();
        Execute(connection, """
            PRAGMA busy_timeout = 5000;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE IF NOT EXISTS reminders (
                actor_type TEXT NOT NULL, actor_id TEXT NOT NULL, name TEXT NOT NULL,
                due_text TEXT NOT NULL, period_text TEXT NOT NULL, data BLOB NOT NULL,
                ends INTEGER NULL, next_due INTEGER NOT NULL, ticks_left INTEGER NULL,
                PRIMARY KEY (actor_type, actor_id, name)) WITHOUT ROWID;
            """);
        return new SqliteReminders(connection);
    }

    public Task<IReadOnlyList<Reminder>> LoadAsync(IReadOnlyCollection<string> types) => Task.Run<IReadOnlyList<Reminder>>(() =>
    {
        try
        {
            lock (_connection)
            {
                return Load(types);
            }
        }
        catch (SqliteException e)
        {
            throw new ReminderStoreException(e.Message, e);
        }
    });

    public Task PutAsync(Reminder reminder)
    {
        var (key, due, left) = (reminder.Key, reminder.NextDue.UtcTicks, reminder.Left);
        return EnqueueAsync(command =>
        {
            command.CommandText = "REPLACE INTO reminders VALUES ($type, $id, $name, $due, $period, $data, $ends, $next, $left)";
            Bind(command, key);
            command.Parameters.AddWithValue("$due", reminder.DueText);
            command.Parameters.AddWithValue("$period", reminder.PeriodText);
            command.Parameters.AddWithValue("$data", reminder.Data.ToArray());
            command.Parameters.AddWithValue("$ends", (object?)reminder.Ends?.UtcTicks ?? DBNull.Value);
            Bind(command, due, left);
        });
    }

    public Task AdvanceAsync(Reminder reminder, DateTimeOffset from)
    {
        var (key, due, left) = (reminder.Key, reminder.NextDue.UtcTicks, reminder.Left);
        return EnqueueAsync(command =>
        {
            command.CommandText =
                $"UPDATE reminders SET next_due = $next, ticks_left = $left WHERE {ThisOne} AND next_due = $from";
            Bind(command, key);
            Bind(command, due, left);
            command.Parameters.AddWithValue("$from", from.UtcTicks);
        });
    }

    public Task FinishAsync(ReminderKey key, DateTimeOffset from) => EnqueueAsync(command =>
    {
        command.CommandText = $"DELETE FROM reminders WHERE {ThisOne} AND next_due = $from";
        Bind(command, key);
        command.Parameters.AddWithValue("$from", from.UtcTicks);
    });

    public Task DeleteAsync(ReminderKey key) => EnqueueAsync(command =>
    {
        command.CommandText = $"DELETE FROM reminders WHERE {ThisOne}";
        Bind(command, key);
    });

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writing;
        await _connection.DisposeAsync();
    }

    private List<Reminder> Load(IReadOnlyCollection<string> types)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT * FROM reminders";
        using var row = command.ExecuteReader();
        var found = new List<Reminder>();
        while (row.Read())
        {
            if (types.Contains(row.GetString(0)))
            {
                found.Add(Read(row));
            }
        }

        return found;
    }

    private Task EnqueueAsync(Action<SqliteCommand> prepare)
    {
        var write = new Write(prepare, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _writes.Writer.TryWrite(write)
            ? write.Done.Task
            : Task.FromException(new ObjectDisposedException(nameof(SqliteReminders)));
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<Write>(BatchSize);
        while (await _writes.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchSize && _writes.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            Commit(batch);
        }
    }

    private void Commit(List<Write> batch)
    {
        try
        {
            lock (_connection)
            {
                using var transaction = _connection.BeginTransaction();
                foreach (var write in batch)
                {
                    using var command = _connection.CreateCommand();
                    command.Transaction = transaction;
                    write.Prepare(command);
                    command.ExecuteNonQuery();
                }

                transaction.Commit();
            }
        }
        catch (SqliteException e)
        {
            batch.ForEach(write => write.Done.SetException(new ReminderStoreException(e.Message, e)));
            return;
        }

        batch.ForEach(write => write.Done.SetResult());
    }

    private static Reminder Read(SqliteDataReader row) =>
        new(
            new ReminderKey(new ActorKey(row.GetString(0), row.GetString(1)), row.GetString(2)),
            row.GetString(3), row.GetString(4), (byte[])row.GetValue(5), row.IsDBNull(6) ? null : Time(row.GetInt64(6)))
        {
            NextDue = Time(row.GetInt64(7)),
            Left = row.IsDBNull(8) ? null : row.GetInt32(8),
        };

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    private static void Bind(SqliteCommand command, ReminderKey key)
    {
        command.Parameters.AddWithValue("$type", key.Actor.Type);
        command.Parameters.AddWithValue("$id", key.Actor.Id);
        command.Parameters.AddWithValue("$name", key.Name);
    }

    private static void Bind(SqliteCommand command, long due, int? left)
    {
        command.Parameters.AddWithValue("$next", due);
        command.Parameters.AddWithValue("$left", (object?)left ?? DBNull.Value);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed record Write(Action<SqliteCommand> Prepare, TaskCompletionSource Done);
}
