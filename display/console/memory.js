// What this browser keeps of its officers: name and counter of the last sign-in, the sound; never a PIN.

export function remembered(name) { try { return localStorage.getItem(name) || ''; } catch (e) { return ''; } }
export function remember(name, value) { try { localStorage.setItem(name, value); } catch (e) { return; } }
