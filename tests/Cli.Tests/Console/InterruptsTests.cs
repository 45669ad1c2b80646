namespace Grokking.Cli.Tests;

[Trait("lane", "full")]
public sealed class InterruptsTests
{
    private int ends;

    [Fact]
    public void Signal_WhenNothingListens_EndsTheProcess()
    {
        new Interrupts(() => ends++).Signal();

        Assert.Equal(1, ends);
    }

    [Fact]
    public void Signal_TheFirst_AsksWorkToStop()
    {
        var interrupts = new Interrupts(() => ends++);
        using var request = interrupts.Listen();

        interrupts.Signal();

        Assert.True(request.Token.IsCancellationRequested);
        Assert.Equal(0, ends);
    }

    [Fact]
    public void Signal_TheSecond_EndsTheProcess()
    {
        var interrupts = new Interrupts(() => ends++);
        using var request = interrupts.Listen();

        interrupts.Signal();
        interrupts.Signal();

        Assert.Equal(1, ends);
    }

    [Fact]
    public void Signal_AfterWorkHasEnded_EndsTheProcess()
    {
        var interrupts = new Interrupts(() => ends++);
        interrupts.Listen().Dispose();

        interrupts.Signal();

        Assert.Equal(1, ends);
    }
}
