namespace Grokking.Training.Tests;

public sealed class HookTests
{
    private static readonly RunConfig Small = new()
    {
        Task = new TaskConfig { P = 7 },
        Model = new ModelConfig { NLayers = 2, DModel = 12, NHeads = 3, DMlp = 10, LayerNorm = true },
    };

    private static readonly Examples All = Examples.All(Small.CreateOperation(), Small.CreateFormat());

    private static Model NewModel(RunConfig? config = null)
    {
        var architecture = (config ?? Small).CreateArchitecture();
        return new Model(architecture, WeightInit.Draw(architecture, 3));
    }

    [Fact]
    public void RunWithCache_KeepsEveryHookPoint_WithItsShape()
    {
        var cache = NewModel().RunWithCache(All);

        Assert.Equal(NewModel().Architecture.HookPoints.Order(), cache.Names.Order());
        Assert.Equal(new Shape(49, 3, 12), cache["hook_embed"].Shape);
        Assert.Equal(new Shape(49, 3, 12), cache["hook_pos_embed"].Shape);
        foreach (var block in new[] { 0, 1 })
        {
            Assert.Equal(new Shape(49, 3, 12), cache[HookNames.ResidPre(block)].Shape);
            Assert.Equal(new Shape(49, 3, 3, 4), cache[HookNames.Q(block)].Shape);
            Assert.Equal(new Shape(49, 3, 3, 4), cache[HookNames.K(block)].Shape);
            Assert.Equal(new Shape(49, 3, 3, 4), cache[HookNames.V(block)].Shape);
            Assert.Equal(new Shape(49, 3, 3, 3), cache[HookNames.AttnScores(block)].Shape);
            Assert.Equal(new Shape(49, 3, 3, 3), cache[HookNames.Pattern(block)].Shape);
            Assert.Equal(new Shape(49, 3, 3, 4), cache[HookNames.Z(block)].Shape);
            Assert.Equal(new Shape(49, 3, 12), cache[HookNames.AttnOut(block)].Shape);
            Assert.Equal(new Shape(49, 3, 12), cache[HookNames.ResidMid(block)].Shape);
            Assert.Equal(new Shape(49, 3, 10), cache[HookNames.MlpPre(block)].Shape);
            Assert.Equal(new Shape(49, 3, 10), cache[HookNames.MlpPost(block)].Shape);
            Assert.Equal(new Shape(49, 3, 12), cache[HookNames.MlpOut(block)].Shape);
            Assert.Equal(new Shape(49, 3, 12), cache[HookNames.ResidPost(block)].Shape);
        }
        Assert.Equal(new Shape(49, 8), cache.Logits.Shape);
    }

    [Fact]
    public void RunWithCache_OfNames_KeepsOnlyThose()
    {
        var cache = NewModel().RunWithCache(All, [HookNames.Pattern(1)]);

        Assert.Equal([HookNames.Pattern(1)], cache.Names);
    }

    [Fact]
    public void RunWithCache_AtTheReadOut_KeepsTheLastPositionOfTheLastBlock()
    {
        var everywhere = NewModel().RunWithCache(All);
        var atReadOut = NewModel().RunWithCache(All, positions: Positions.ReadOut);

        var full = everywhere[HookNames.MlpPost(1)];
        var last = atReadOut[HookNames.MlpPost(1)];
        Assert.Equal(new Shape(49, 1, 10), last.Shape);
        Assert.Equal(new Shape(49, 3, 1, 3), atReadOut[HookNames.Pattern(1)].Shape);
        Assert.Equal(new Shape(49, 3, 10), atReadOut[HookNames.MlpPost(0)].Shape);
        for (var sample = 0; sample < 49; sample++)
        {
            Assert.Equal(full.Slice(sample).Slice(2).Span, last.Slice(sample).Slice(0).Span);
        }
    }

    /// <summary>Runs without editing hooks go block by block; 37² examples are more than one block.</summary>
    [Fact]
    public void RunWithCache_OfSeveralBlocks_HasTheBitsOfTheWhole()
    {
        var config = Small with { Task = new TaskConfig { P = 37 } };
        var model = NewModel(config);
        var examples = Examples.All(config.CreateOperation(), config.CreateFormat());
        var seen = new Dictionary<string, Tensor>();
        var hooks = model.Architecture.HookPoints.Select(name => new Hook(name, activation => seen[name] = activation.Clone()));

        var whole = model.Run(examples, [.. hooks], Positions.All);
        var cache = model.RunWithCache(examples);

        Assert.Equal(whole.Span, cache.Logits.Span);
        Assert.Equal(whole.Span, model.Run(examples).Span);
        foreach (var name in cache.Names)
        {
            Assert.Equal(seen[name].Shape, cache[name].Shape);
            Assert.Equal(seen[name].Span, cache[name].Span);
        }
    }

    [Fact]
    public void Run_WithAHookThatRunsAnotherModel_IsNotDisturbedByIt()
    {
        var (outer, inner) = (NewModel(), NewModel());
        inner.Weights.W_E.Span.Clear();
        var expected = outer.Run(All);
        Tensor? other = null;

        var logits = outer.Run(All, new Hook(HookNames.ResidMid(0), _ => other = inner.Run(All)));

        Assert.Equal(expected.Span, logits.Span);
        Assert.Equal(inner.Run(All).Span, other!.Span);
        Assert.False(expected.Span.SequenceEqual(other.Span));
    }

    /// <summary>Sharing rows, computing the last position alone, and looking on must not change a single bit.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void Logits_WithAndWithoutHooksReading_HaveTheSameBits(int layers, bool norm)
    {
        var model = NewModel(Small with { Model = Small.Model with { NLayers = layers, LayerNorm = norm } });

        var plain = model.Run(All);

        Assert.Equal(plain.Span, model.RunWithCache(All).Logits.Span);
        Assert.Equal(plain.Span, model.RunWithCache(All, positions: Positions.ReadOut).Logits.Span);
    }

    [Fact]
    public void EachActivation_ReplacedByItself_ChangesNothing()
    {
        var model = NewModel();
        var cache = model.RunWithCache(All);
        foreach (var name in cache.Names)
        {
            Assert.Equal(cache.Logits.Span, model.Run(All, Hook.Replace(name, cache[name])).Span);
        }
    }

    [Fact]
    public void EachActivation_SetToZero_ChangesTheLogits()
    {
        var model = NewModel();
        var plain = model.Run(All);
        foreach (var name in model.Architecture.HookPoints)
        {
            Assert.NotEqual(plain.Span.ToArray(), model.Run(All, Hook.ZeroAblate(name)).Span.ToArray());
        }
    }

    [Fact]
    public void ResidualStream_IsTheSumOfWhatWasAdded()
    {
        var cache = NewModel().RunWithCache(All);
        var expected = Sum(cache["hook_embed"], cache["hook_pos_embed"]);
        Assert.Equal(expected.Span, cache[HookNames.ResidPre(0)].Span);
        expected = Sum(expected, cache[HookNames.AttnOut(0)]);
        Assert.Equal(expected.Span, cache[HookNames.ResidMid(0)].Span);
        expected = Sum(expected, cache[HookNames.MlpOut(0)]);
        Assert.Equal(expected.Span, cache[HookNames.ResidPost(0)].Span);
        Assert.Equal(expected.Span, cache[HookNames.ResidPre(1)].Span);
    }

    [Fact]
    public void Pattern_OfOrdinaryCausalAttention_SumsToOneAndSeesNothingLater()
    {
        var pattern = NewModel().RunWithCache(All)[HookNames.Pattern(0)];
        for (var sample = 0; sample < 49; sample++)
        {
            for (var query = 0; query < 3; query++)
            {
                var weights = pattern.Slice(sample).Slice(1).Slice(query).Span.ToArray();
                Assert.Equal(1, weights.Sum(), 1e-6);
                Assert.All(weights[(query + 1)..], weight => Assert.Equal(0, weight));
            }
        }
    }

    [Fact]
    public void MeanAblate_MakesAnActivationTheSameForAllExamples()
    {
        Tensor? seen = null;
        var name = HookNames.MlpPost(1);

        NewModel().Run(All, Hook.MeanAblate(name), new Hook(name, activation => seen = activation.Clone()));

        Assert.Equal(seen!.Slice(0).Span, seen.Slice(48).Span);
        var untouched = NewModel().RunWithCache(All, [name])[name];
        Assert.Equal(Enumerable.Range(0, 49).Average(sample => untouched.Slice(sample).Span[4]), seen.Slice(0).Span[4], 1e-6);
    }

    [Fact]
    public void ZeroAblate_OfAHead_ChangesThatHeadAlone()
    {
        Tensor? seen = null;
        var name = HookNames.Z(1);
        var intact = NewModel().RunWithCache(All, [name])[name];

        NewModel().Run(All, Hook.ZeroAblate(name, axis: 2, 1), new Hook(name, activation => seen = activation.Clone()));

        Assert.All(Enumerable.Range(0, seen!.Count), i => Assert.Equal(i / 4 % 3 == 1 ? 0 : intact.Span[i], seen.Span[i]));
    }

    [Fact]
    public void MeanAblate_OfNeurons_GivesThemTheirMeansAndLeavesTheOthers()
    {
        Tensor? seen = null;
        var name = HookNames.MlpPost(1);
        var intact = NewModel().RunWithCache(All, [name])[name];

        NewModel().Run(All, Hook.MeanAblate(name, axis: 2, 0, 9), new Hook(name, activation => seen = activation.Clone()));

        Assert.All(Enumerable.Range(0, seen!.Count), i => Assert.Equal(
            i % 10 is 0 or 9
                ? Enumerable.Range(0, 49).Average(sample => (double)intact.Slice(sample).Span[i % 30]) : intact.Span[i],
                    seen.Span[i], 1e-6));
    }

    [Theory]
    [InlineData(0, 0, "axis of blocks.0.attn.hook_z [49, 3, 3, 4]: expected 1 to 3, got 0.")]
    [InlineData(4, 0, "axis of blocks.0.attn.hook_z [49, 3, 3, 4]: expected 1 to 3, got 4.")]
    [InlineData(2, 3, "index on axis 2 of blocks.0.attn.hook_z [49, 3, 3, 4]: expected 0 to 2, got 3.")]
    public void ZeroAblate_OfWhatIsNotThere_IsAnErrorThatGivesTheShape(int axis, int index, string message)
    {
        var error =
            Assert.Throws<ArgumentOutOfRangeException>(() => NewModel().Run(All, Hook.ZeroAblate(HookNames.Z(0), axis, index)));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownHookPoint_IsAnErrorThatNamesTheNearest()
    {
        var error = Assert.Throws<ArgumentException>(() => NewModel().RunWithCache(All, ["blocks.0.mlp.hook_pots"]));

        Assert.Contains("Did you mean 'blocks.0.mlp.hook_post'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replace_WithAnotherShape_IsAnErrorThatGivesBoth()
    {
        var error = Assert.Throws<ArgumentException>(
            () => NewModel().Run(All, Hook.Replace(HookNames.Pattern(0), new Tensor(new Shape(49, 3)))));

        Assert.Contains("expected [49, 3, 3, 3], got [49, 3]", error.Message, StringComparison.Ordinal);
    }

    private static Tensor Sum(Tensor left, Tensor right)
    {
        var sum = left.Clone();
        for (var i = 0; i < sum.Count; i++)
        {
            sum.Span[i] += right.Span[i];
        }
        return sum;
    }

    // Each pair of points, so that one intervention begins before the other, behind it, and where a block is entered.
    [Theory]
    [InlineData(true, Positions.All)]
    [InlineData(false, Positions.All)]
    [InlineData(true, Positions.ReadOut)]
    [InlineData(false, Positions.ReadOut)]
    public void RunEach_GivesTheBitsOfEachRun(bool layerNorm, Positions positions)
    {
        var model = NewModel(Small with { Model = Small.Model with { LayerNorm = layerNorm } });
        string[] points = [.. model.Architecture.HookPoints];
        foreach (var (one, other) in points.Zip(points.Skip(3).Concat(points.Take(3))))
        {
            Hook[][] sets = [[Halve(one)], [], [Halve(other), Halve(one)], [Halve(other)]];
            var visited = new List<int>();
            model.RunEach(All, sets, positions, (i, logits) =>
            {
                visited.Add(i);
                Assert.Equal(model.Run(All, sets[i], positions).Span.ToArray(), logits.Span.ToArray());
            });
            Assert.Equal([0, 1, 2, 3], visited);
        }

        static Hook Halve(string name) => new(name, activation =>
        {
            foreach (ref var value in activation.Span)
            {
                value /= 2;
            }
        });
    }

    [Fact]
    public void RunEach_OfAnUnknownPoint_NamesIt() => Assert.Contains(
        "'blocks.9.hook_resid_pre' is not a hook point.",
        Assert.Throws<ArgumentException>(() => NewModel().RunEach(
            All, [[new Hook(HookNames.ResidPre(9), _ => { })]], Positions.All, (_, _) => { })).Message, StringComparison.Ordinal);
}
