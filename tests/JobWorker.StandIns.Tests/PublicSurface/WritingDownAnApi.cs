namespace JobWorker.StandIns.Tests.PublicSurface;

/// <summary>The comparison is worth no more than its two halves: what is written of a type, and what is read of a list.</summary>
public sealed class WritingDownAnApi
{
    [Fact]
    public void Writes_types_as_the_lists_do()
    {
        Assert.Equal("abstract class", ApiText.Kind(typeof(Sample<>)));
        Assert.Equal("WritingDownAnApi.Sample<T>", ApiText.Declared(typeof(Sample<>)));
        Assert.Equal(["WritingDownAnApi.Plain", "IDisposable"], ApiText.Bases(typeof(Sample<>)));
        Assert.Equal("Dictionary<string, int?[]>", ApiText.Name(typeof(Dictionary<string, int?[]>)));
    }

    [Fact]
    public void Writes_members_as_the_lists_do() =>
        Assert.Equal(
            [
                "protected Sample(T first)",
                "static string Text",
                "T Value { get; set; }",
                "protected bool Hidden { get; }",
                "abstract Task<TOther> GoAsync<TOther>(TOther value, int? limit = default, string name = \"x\", CancellationToken cancel = default)",
                "virtual void Many(out long count, params string[] names)",
                "void Dispose()",
                "string ToString()",
                "static void On(DayOfWeek day = DayOfWeek.Friday, bool yes = true, double much = 1)",
            ],
            MemberText.Of(typeof(Sample<>)));

    [Fact]
    public void Writes_an_enum_by_its_numbers() => Assert.Equal(["One=1", "Two=2"], MemberText.Of(typeof(Number)));

    [Fact]
    public void Reads_a_list()
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(
            file, ["# X", "", "namespace A.B", "  sealed class C<T> : D<T, int>, IE", "    C()", "  enum F", "    G=0, H=1"]);

        var types = ApiList.Read(file);

        File.Delete(file);
        Assert.Equal(["A.B.C<T>", "A.B.F"], types.Keys);
        Assert.Equal("sealed class", types["A.B.C<T>"].Kind);
        Assert.Equal(["D<T, int>", "IE"], types["A.B.C<T>"].Bases);
        Assert.Equal(["C()"], types["A.B.C<T>"].Members);
    }

    public class Plain;

    public enum Number
    {
        One = 1,
        Two = 2,
    }

#pragma warning disable CA1000, CA1021, CA1051, CA1063, CA1816, CA1822, CA2211 // A sample of everything.
    public abstract class Sample<T> : Plain, IDisposable
    {
        public static string Text = "";

        protected Sample(T first) => Value = first;

        public T Value { get; set; }

        protected bool Hidden { get; private set; }

        public abstract Task<TOther> GoAsync<TOther>(
            TOther value, int? limit = null, string name = "x", CancellationToken cancel = default);

        public virtual void Many(out long count, params string[] names) => count = 0;

        public void Dispose() => Hidden = true;

        public override string ToString() => "";

        public static void On(DayOfWeek day = DayOfWeek.Friday, bool yes = true, double much = 1)
        {
        }

        private protected void NotOpen()
        {
        }

        internal void NotOpenEither()
        {
        }
    }
}
