using System.Text;
using JobWorker.Host.Cluster.Requests;

namespace JobWorker.Host.Tests.Cluster.Requests;

public sealed class TheEndOfALog
{
    [Theory]
    [InlineData("", 10, "")]
    [InlineData("one\ntwo\n", 10, "one\ntwo")]
    [InlineData("one\ntwo\nthree\n", 9, "two\nthree")]
    [InlineData("one\ntwo\nthree\n", 8, "three")]
    [InlineData("a very long line", 4, "line")]
    [InlineData("äöü", 3, "ü")]
    [InlineData("äöü", 4, "öü")]
    public void Begins_with_a_line_where_it_can(string text, int bytes, string tail) => Assert.Equal(tail, FailedLog.Tail(text, bytes));

    [Fact]
    public void Is_never_longer_than_asked() => Assert.All(Enumerable.Range(0, 40), bytes =>
        Assert.True(Encoding.UTF8.GetByteCount(FailedLog.Tail("😀 one\ntwo 😀\nüthree\n\n", bytes)) <= bytes));
}
