namespace BuildCompress.Selection.Solving;

/// <summary>
/// Finds and executes <see cref="Move"/>s on one state, and can take back what it did. Remembers which channels a move would flip until
/// something they depend on changes.
/// </summary>
internal sealed class MoveSet
{
    private readonly CompiledProblem _problem;
    private readonly SelectionState _state;
    private readonly Stack<int> _journal = new();
    private readonly Picked[] _up;
    private readonly Picked[] _down;
    private readonly Picked[] _swapUp;
    private readonly Picked[] _swapDown;

    public MoveSet(SelectionState state)
    {
        (_state, _problem) = (state, state.Problem);
        Moves = Move.Of(_problem);
        (_up, _down, _swapUp, _swapDown) = (New(), New(), New(), New());

        Picked[] New() => [.. Moves.Select(_ => new Picked())];
    }

    public Move[] Moves { get; }

    /// <summary>Whether anything was flipped since <see cref="Begin"/>.</summary>
    public bool HasMoved => _journal.Count > 0;

    /// <summary>From here on flips can be taken back.</summary>
    public void Begin() => _journal.Clear();

    public void TakeBack(int keep = 0)
    {
        while (_journal.Count > keep)
            _state.Flip(_journal.Pop());
    }

    /// <summary>The channels a step would turn on (the best) or off (the worst) and their summed scores; null when too few can move.</summary>
    public Picked? Find(int move, bool up)
    {
        var picked = (up ? _up : _down)[move];
        var step = Moves[move].Step(_state, up);
        return step > 0 && Pick(picked, Moves[move], up, step) ? picked : null;
    }

    /// <summary>Adds to <paramref name="values"/> how a step changes the budgets.</summary>
    public void AddCost(int index, int step, bool up, Span<long> values)
    {
        var (move, signed) = (Moves[index], up ? step : -step);
        _state.AddCost(move.Group, _state.Count[move.Group] + signed, values);
        if (move.Partner < 0)
            return;
        _state.AddCost(move.Partner, _state.Count[move.Partner] + signed, values);
        foreach (var (k, other, unit) in _problem.Costs[move.Group].Links)
            if (other == move.Partner)
                values[k] += unit * signed * signed;
    }

    /// <summary>Takes a step; nothing happens when too few channels can move.</summary>
    public void Execute(int move, bool up)
    {
        if (Find(move, up) is not { } picked)
            return;
        for (var i = 0; i < picked.Count; i++)
            Flip(Moves[move], picked.Variables[i]);
    }

    /// <summary>Exchanges channels of a move's groups while that gains: no budget changes.</summary>
    public bool SwapAll(int move)
    {
        var improved = false;
        while (Swap(move))
            improved = true;
        return improved;
    }

    private bool Swap(int index)
    {
        var (move, worst, best) = (Moves[index], _swapDown[index], _swapUp[index]);
        if (!Pick(worst, move, up: false, 1) || !Pick(best, move, up: true, 1))
            return false;
        var before = _state.Objective;
        if (best.Score <= worst.Score + 1e-12 * before)
            return false;
        var (on, off, mark) = (best.Variables[0], worst.Variables[0], _journal.Count);
        Flip(move, off);
        Flip(move, on);
        if (_state.Objective > before * (1 + 1e-12))
            return true;
        TakeBack(mark);
        return false;
    }

    private void Flip(Move move, int v)
    {
        _state.Flip(v);
        _journal.Push(v);
        if (move.Partner < 0)
            return;
        _state.Flip(_problem.Streams[v].Sum);
        _journal.Push(_problem.Streams[v].Sum);
    }

    private bool Pick(Picked picked, Move move, bool up, int step)
    {
        var stamp = ((long)_state.Stamp[move.Group] << 32) | (uint)(move.Partner >= 0 ? _state.Stamp[move.Partner] : 0);
        if (picked.Stamp == stamp && picked.Asked == step)
            return picked.Count == step;
        (picked.Stamp, picked.Asked, picked.Count) = (stamp, step, 0);
        if (picked.Variables.Length < step)
            picked.Variables = new int[step];

        var (found, streams, isPair, variables) = (0, _problem.Streams, move.Partner >= 0, picked.Variables);
        var end = _problem.Start[move.Group + 1];
        for (var v = _problem.Start[move.Group]; v < end; v++)
        {
            if (_state.IsOn[v] == up)
                continue;
            var score = ScoreOf(v);
            var at = found;
            while (at > 0 && (up ? score > ScoreOf(variables[at - 1]) : score < ScoreOf(variables[at - 1])))
                at--;
            if (at == step || !streams.CanFlip(_state.IsOn, v, isPair))
                continue;
            found = Math.Min(found + 1, step);
            for (var i = found - 1; i > at; i--)
                variables[i] = variables[i - 1];
            variables[at] = v;
        }
        picked.Count = found;
        picked.Score = 0;
        for (var i = 0; i < found; i++)
            picked.Score += ScoreOf(variables[i]);
        return found == step;

        double ScoreOf(int v) => isPair ? _state.Score[v] + _state.Score[streams[v].Sum] : _state.Score[v];
    }
}
