using TorchSharp;

namespace Grokking.Training.Torch;

/// <summary>
/// Mean softmax cross-entropy in float64: a grokked network reaches losses of 1e-9 and below, where float32 moves in steps of 1e-7. The
/// other labels' share is summed apart, so that a small loss and its gradient keep their relative precision.
/// </summary>
internal static class TorchLoss
{
    // Above it the answer's own share is the smaller one, and its logarithm the better kept number.
    private const double HalfShare = 0.5;

    /// <summary>softmax/batch with zero for the answer, and its sums: [batch, d_vocab_out] and [batch, 1], float64.</summary>
    public static (torch.Tensor Shares, torch.Tensor Others) SharesOf(torch.Tensor logits, TorchPlan plan)
    {
        var shares = logits.detach().to(torch.float64).softmax(1).mul(plan.OthersMean((int)logits.shape[1]));
        return (shares, shares.sum(1, keepdim: true));
    }

    /// <summary>Gradient of the mean loss with respect to the logits: the others' shares, and minus their sum for the answer.</summary>
    public static torch.Tensor Gradient(torch.Tensor shares, torch.Tensor others, TorchPlan plan)
    {
        using Scalar one = 1;
        return shares.addcmul(others, plan.MinusAnswer((int)shares.shape[1]), one).to(torch.float32);
    }

    /// <summary>Waits for the device and reads loss and accuracy, summed over the examples.</summary>
    public static EvaluationSum Read(torch.Tensor logits, torch.Tensor others, TorchPlan plan)
    {
        using Scalar samples = (double)plan.Samples, half = HalfShare, zero = 0.0;
        var share = others.mul(samples).squeeze(1);
        var ofAnswer = logits.detach().to(torch.float64).log_softmax(1).gather(1, plan.Labels.unsqueeze(1)).squeeze(1);
        var losses = torch.where(share.lt(half), share.neg().log1p().neg(), ofAnswer.neg());
        var correct = logits.detach().argmax(1).eq(plan.Labels);
        var sums = torch.stack([losses.sum(), correct.sum(torch.float64), losses.eq(zero).sum(torch.float64)]).cpu();
        var values = sums.data<double>().ToArray();
        return new EvaluationSum(values[0], (long)values[1], (long)values[2], plan.Samples);
    }
}
