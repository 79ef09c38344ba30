namespace BuildCompress.Selection.Solving;

/// <summary>Finds and executes <see cref="Move"/>s on one state, and can take back what it did.</summary>
internal sealed class MoveSet(CompiledProblem problem)
{
    private readonly Stack<int> _journal = new();
    private readonly int[] _picked = new int[problem.LargestGroup];

    public Move[] Moves { get; } = Move.Of(problem);

    /// <summary>Whether anything was flipped since <see cref="Begin"/>.</summary>
    public bool HasMoved => _journal.Count > 0;

    /// <summary>From here on flips can be taken back.</summary>
    public void Begin() => _journal.Clear();

    public void TakeBack(SelectionState state, int keep = 0)
    {
        while (_journal.Count > keep)
            state.Flip(_journal.Pop());
    }

    /// <summary>Summed scores of the channels that a step would turn on (the best) or off (the worst); null when there are too few.</summary>
    public double? Score(SelectionState state, Move move, int step, bool up)
    {
        if (!Pick(state, move, up, step))
            return null;
        var sum = 0.0;
        foreach (var v in _picked.AsSpan(0, step))
            sum += ScoreOf(state, move, v);
        return sum;
    }

    /// <summary>Adds to <paramref name="values"/> how a step changes the budgets.</summary>
    public void AddCost(SelectionState state, Move move, int step, bool up, Span<long> values)
    {
        var signed = up ? step : -step;
        state.AddCost(move.Group, state.Count[move.Group] + signed, values);
        if (move.Partner < 0)
            return;
        state.AddCost(move.Partner, state.Count[move.Partner] + signed, values);
        foreach (var (k, other, unit) in problem.Costs[move.Group].Links)
            if (other == move.Partner)
                values[k] += unit * signed * signed;
    }

    /// <summary>Executes a step; false, and nothing done, when too few channels can move.</summary>
    public bool Execute(SelectionState state, Move move, bool up)
    {
        var step = move.Step(state, up);
        if (step == 0 || !Pick(state, move, up, step))
            return false;
        foreach (var v in _picked.AsSpan(0, step))
            Flip(state, move, v);
        return true;
    }

    /// <summary>Exchanges channels of the move's groups while that gains: no budget changes.</summary>
    public bool SwapAll(SelectionState state, Move move)
    {
        var improved = false;
        while (Swap(state, move))
            improved = true;
        return improved;
    }

    private bool Swap(SelectionState state, Move move)
    {
        if (!Pick(state, move, up: false, 1))
            return false;
        var worst = _picked[0];
        if (!Pick(state, move, up: true, 1))
            return false;
        var best = _picked[0];
        var before = state.Objective;
        if (ScoreOf(state, move, best) <= ScoreOf(state, move, worst) + 1e-12 * before)
            return false;
        var mark = _journal.Count;
        Flip(state, move, worst);
        Flip(state, move, best);
        if (state.Objective > before * (1 + 1e-12))
            return true;
        TakeBack(state, mark);
        return false;
    }

    private void Flip(SelectionState state, Move move, int v)
    {
        state.Flip(v);
        _journal.Push(v);
        if (move.Partner < 0)
            return;
        state.Flip(problem.Streams[v].Sum);
        _journal.Push(problem.Streams[v].Sum);
    }

    private double ScoreOf(SelectionState state, Move move, int v) =>
        move.Partner < 0 ? state.Score[v] : state.Score[v] + state.Score[problem.Streams[v].Sum];

    /// <summary>The variables a step flips: the best that are off, or the worst that are on, among those the residual rules let go.</summary>
    private bool Pick(SelectionState state, Move move, bool up, int step)
    {
        var (found, streams, isPair) = (0, problem.Streams, move.Partner >= 0);
        var end = problem.Start[move.Group + 1];
        for (var v = problem.Start[move.Group]; v < end; v++)
        {
            if (state.IsOn[v] == up || !streams.CanFlip(state.IsOn, v, isPair))
                continue;
            var score = ScoreOf(state, move, v);
            var at = found;
            while (at > 0 && IsBetter(score, ScoreOf(state, move, _picked[at - 1])))
                at--;
            if (at == step)
                continue;
            found = Math.Min(found + 1, step);
            for (var i = found - 1; i > at; i--)
                _picked[i] = _picked[i - 1];
            _picked[at] = v;
        }
        return found == step;

        bool IsBetter(double score, double than) => up ? score > than : score < than;
    }
}
