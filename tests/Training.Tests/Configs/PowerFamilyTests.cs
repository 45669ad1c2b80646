namespace Grokking.Training.Tests;

public sealed class PowerFamilyTests
{
    private static RunConfig Published { get; } = PresetCatalogue.Find("power-mod-div").Config;

    [Fact]
    public void TheDecoder_HasThePublishedNumberOfParametersAndTokens()
    {
        var architecture = Published.CreateArchitecture();
        Assert.Equal(455_424, architecture.Parameters.Count);
        Assert.Equal(239, architecture.DVocab);
        Assert.Equal(239, architecture.DVocabOut);
        Assert.Equal(2, architecture.NLayers);
    }

    [Fact]
    public void AnEquation_HasItsEndAndItsOperator()
    {
        var format = Published.Model.Format;
        var examples = new Examples(Published.CreateOperation(), format, [(3 * 97) + 5]);
        // 3/5 mod 97 is 20, since 5·20 = 100.
        Assert.Equal([217, 3, 222, 5, 218, 20], examples.Tokens.ToArray());
        Assert.Equal([20, 217], examples.Labels.ToArray());
        Assert.Equal(
            [217, 3, 222, 5, 218], new Examples(Published.CreateOperation(), format.UpToAnswer, [(3 * 97) + 5]).Tokens.ToArray());
    }

    [Fact]
    public void Preset_IsThereForEachOperationOnNumbers() =>
        Assert.All(ModularOperation.All, kind => PresetCatalogue.Find($"power-{kind.Id}").Config.ThrowIfInvalid());

    [Fact]
    public void Start_HasTheSpreadOfPyTorchsModules()
    {
        var weights = Published.CreateStart(Published.CreateArchitecture());
        Assert.Equal(1, Spread(weights.W_E), 0.02);
        Assert.Equal(1 / Math.Sqrt(3 * 128), Spread(weights.W_Q()), 0.001);
        Assert.Equal(1 / Math.Sqrt(3 * 512), Spread(weights.W_out()), 0.0005);
        Assert.True(weights.W_out().Span.ToArray().Max() <= 1 / Math.Sqrt(512));
    }

    [Fact]
    public void WhatIsReadOutAtTheEqualsSign_DoesNotDependOnWhatFollows()
    {
        var config = Published
            with { Model = Published.Model with { DModel = 16, NHeads = 2, DMlp = 24 }, Task = Published.Task with { P = 7 } };
        var architecture = config.CreateArchitecture();
        var model = new Model(architecture, config.CreateStart(architecture));
        var operation = config.CreateOperation();
        var upToAnswer = model.Run(Examples.All(operation, config.CreateFormat()));
        // At "=" of whole equations, by a hook on the stream there.
        var whole = Examples.All(operation, config.Model.Format);
        var last = model.RunWithCache(whole, ["blocks.1.ln2.hook_normalized"])["blocks.1.ln2.hook_normalized"];
        var unembed = model.Weights.W_U;
        for (var pair = 0; pair < whole.Count; pair++)
        {
            for (var token = 0; token < 7; token++)
            {
                var logit = Enumerable.Range(0, 16)
                    .Sum(i => (double)last.Span[(((pair * 6) + 4) * 16) + i] * unembed.Span[(i * 239) + token]);
                Assert.Equal(logit, upToAnswer.Span[(pair * 239) + token], 1e-4);
            }
        }
    }

    [Fact]
    public void SharedBeginnings_ComputeWhatEachSampleWouldByItself()
    {
        var config = Published
            with { Model = Published.Model with { DModel = 16, NHeads = 2, DMlp = 24 }, Task = Published.Task with { P = 11 } };
        var architecture = config.CreateArchitecture();
        var start = config.CreateStart(architecture);
        var examples = Examples.All(config.CreateOperation(), config.Model.Format);
        using var engine = new CpuEngine(architecture, start, new EngineOptions(new AdamW(), 2));
        var together = engine.ComputeGradients(examples);
        var gradient = new float[start.Buffer.Length];
        engine.CopyGradientsTo(gradient);
        var (loss, sum) = (0.0, new double[gradient.Length]);
        var one = new float[gradient.Length];
        for (var row = 0; row < examples.Count; row++)
        {
            loss += engine.ComputeGradients(examples, [row]).Loss / examples.Count;
            engine.CopyGradientsTo(one);
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += one[i] / (double)examples.Count;
            }
        }
        Assert.Equal(loss, together.Loss, 1e-6);
        Assert.All(sum.Index(), item => Assert.Equal(item.Item, gradient[item.Index], 2e-6));
    }

    private static double Spread(Tensor tensor) => Math.Sqrt(tensor.Span.ToArray().Average(value => (double)value * value));
}
