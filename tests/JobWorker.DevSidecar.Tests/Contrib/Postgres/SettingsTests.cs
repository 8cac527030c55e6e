using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Postgres;
using Npgsql;

namespace JobWorker.DevSidecar.Tests.Contrib.Postgres;

public sealed class APostgresConnectionString
{
    [Theory]
    [InlineData(@"host=db port=6000 user=me password='a \'b\\' database=jobs sslmode=verify-full connect_timeout=3")]
    [InlineData("postgres://me:a%20%27b%5C@db:6000/jobs?sslmode=verify-full&connect_timeout=3")]
    [InlineData(@"  host = db  port=6000 user=me password=a\ \'b\\ dbname=jobs sslmode=verify-full connect_timeout=3 ")]
    public void Is_read_as_postgresql_reads_it(string text)
    {
        var read = Read(text);

        Assert.Equal(("db", 6000, "me", @"a 'b\", "jobs"), (read.Host, read.Port, read.Username, read.Password, read.Database));
        Assert.Equal((SslMode.VerifyFull, 3), (read.SslMode, read.Timeout));
    }

    [Fact]
    public void Gives_way_to_fields_of_their_own()
    {
        var read = Read("host=db user=me", ("password", "x"), ("port", "6001"), ("maxConns", "7"), ("timeout", "3s"));

        Assert.Equal(("db", 6001, "x"), (read.Host, read.Port, read.Password));
        Assert.Equal((7, 3, 3), (read.MaxPoolSize, read.Timeout, read.CommandTimeout));
    }

    [Fact]
    public void Is_not_needed_where_fields_say_it_all() =>
        Assert.Equal("db", Read("", ("host", "db"), ("user", "me"), ("database", "jobs")).Host);

    [Theory]
    [InlineData("connectionString", "")]
    [InlineData("connectionString", "user=me")]
    [InlineData("connectionString", "Host=db;Username=me;Password=secret")]
    [InlineData("connectionString", "host=db port=x")]
    [InlineData("connectionString", "host=db sslmode=sometimes")]
    [InlineData("connectionString", "host=db target_session_attrs=any")]
    [InlineData("connectionString", "postgres://me:secret@a,b/jobs")]
    [InlineData("connectionString", "postgres://me:secret@db:port/jobs")]
    [InlineData("tableName", "a; DROP TABLE b")]
    [InlineData("tableName", "a.b.c")]
    [InlineData("metadataTableName", "1")]
    [InlineData("timeout", "10ms")]
    [InlineData("cleanupInterval", "soon")]
    [InlineData("maxConns", "0")]
    [InlineData("useAzureAD", "true")]
    [InlineData("useAWSIAM", "true")]
    public void Is_refused_with_the_field_and_never_the_password(string field, string value)
    {
        var failure = Assert.Throws<ComponentException>(() => Read("host=db", (field, value)));

        Assert.Contains(field, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_refused_for_another_layout() =>
        Assert.Throws<ComponentException>(() => PostgresSettings.From(PostgresFixture.Spec("host=db") with { Version = "v2" }));

    private static NpgsqlConnectionStringBuilder Read(string text, params (string, string)[] fields) =>
        new(PostgresSettings.From(PostgresFixture.Spec(text, fields)).ConnectionString);
}
